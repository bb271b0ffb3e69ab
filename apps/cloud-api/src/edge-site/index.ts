export { EdgeSiteModule } from './edge-site.module.ts';
