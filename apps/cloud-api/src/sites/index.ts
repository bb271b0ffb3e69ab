export { SiteNotFound } from './site.errors.ts';
export { SitesModule } from './sites.module.ts';
export { SitesRepository } from './sites.repository.ts';
