export { FirstOrganisation } from './first-organisation.ts';
export { OrganisationsModule } from './organisations.module.ts';
