export { NotAllowed, NotAuthenticated } from './authorisation.errors.ts';
export { CurrentDevice, CurrentPerson } from './current-principal.decorator.ts';
export { RouteOperation } from './operation.decorator.ts';
export { type DevicePrincipal, type PersonPrincipal } from './principals.ts';
