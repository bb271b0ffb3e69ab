export { SiteTrustModule } from './site-trust.module.ts';
