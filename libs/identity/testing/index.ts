export { TestSiteCa, type IssuedIdentity } from './site-ca.ts';
