export { ProvisioningTokenRefused } from './provisioning-token.errors.ts';
export { hashProvisioningSecret } from './provisioning-secret.ts';
export { ProvisioningModule } from './provisioning.module.ts';
