export { ForeignOrigin, NotAllowed, NotAuthenticated } from './authorisation.errors.ts';
export { CurrentDevice, CurrentPerson } from './current-principal.decorator.ts';
export { RouteOperation } from './operation.decorator.ts';
export { accessOf, operations, type Access, type Operation } from './operations.ts';
export { type DevicePrincipal, type PersonPrincipal, type Principal } from './principals.ts';
