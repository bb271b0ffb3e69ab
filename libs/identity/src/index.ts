export { AccessTokens, type AccessTokensOptions } from './access-tokens.ts';
export { BackOff, retryAfterMs, type BackOffOptions } from './back-off.ts';
export { type Fetch } from './cloud-answer.ts';
export {
  keepCertificate,
  renewalDueAt,
  type CertificateKeeperOptions,
} from './certificate-keeper.ts';
export { cloudUrl } from './cloud-url.ts';
export {
  commandEndsAt,
  judgeCommand,
  type CommandJudge,
  type JudgedCommand,
} from './command-signature.ts';
export { DeviceIdentity, type OpenIdentityOptions, type TlsIdentity } from './device-identity.ts';
export {
  CloudUnavailable,
  EnrolmentRefused,
  IdentityDamaged,
  IdentityError,
  OtherBoard,
  ProvisioningMissing,
  RenewalRefused,
  TokenRefused,
  type IdentityErrorKind,
} from './errors.ts';
export { type DeviceRun } from './device-run.ts';
export { readBoard, readHardware, type Hardware } from './hardware.ts';
export { authoritiesOf, fingerprintOf } from './site-trust.ts';
export { readProvisionFile, wipeProvisionFile, type Provisioning } from './provision-file.ts';
