export { CrossTenant } from './cross-tenant.ts';
export { Installation } from './installation.ts';
export { TenancyModule } from './tenancy.module.ts';
export { Tenancy } from './tenancy.ts';
