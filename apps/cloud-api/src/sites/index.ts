export { SitesModule } from './sites.module.ts';
export { SitesRepository } from './sites.repository.ts';
