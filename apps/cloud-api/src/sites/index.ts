export { SitesModule } from './sites.module.ts';
export { fingerprintOf, SiteAuthorities, type TrustBundle } from './site-authorities.ts';
export { SitesRepository } from './sites.repository.ts';
export { SitesService } from './sites.service.ts';
