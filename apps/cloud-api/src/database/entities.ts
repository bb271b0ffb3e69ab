import { ApiKeyRow } from '../api-keys/api-key.entity.ts';
import { AuditCheckpointRow } from '../audit/audit-checkpoint.entity.ts';
import { AuditEntryRow } from '../audit/audit-entry.entity.ts';
import { CameraRow } from '../cameras/camera.entity.ts';
import { CommandCounterRow, CommandKeyRow, CommandRow } from '../commands/command.entity.ts';
import {
  ConfigurationLayerRow,
  ConfigurationVersionRow,
} from '../configurations/configuration-layer.entity.ts';
import { DeviceCertificateRow } from '../devices/device-certificate.entity.ts';
import { DeviceConfiguration, DeviceState } from '../devices/device-state.entity.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { UsedAssertion } from '../device-tokens/used-assertion.entity.ts';
import { IdempotencyRow } from '../idempotency/idempotency-record.entity.ts';
import { OperationRow } from '../operations/operation.entity.ts';
import { UsedEnrolmentNonce } from '../enrolment/used-enrolment-nonce.entity.ts';
import { EnrolmentRequestRow } from '../enrolment/enrolment-request.entity.ts';
import { LockedRangeRow } from '../locked-ranges/locked-range.entity.ts';
import { LimitCounterRow } from '../limits/limit-counter.entity.ts';
import { Account } from '../organisations/account.entity.ts';
import { Organisation } from '../organisations/organisation.entity.ts';
import { Membership, User } from '../organisations/user.entity.ts';
import { LoginProviderRow, ProviderIdentityRow } from '../single-sign-on/login-provider.entity.ts';
import { PasswordResetRow } from '../password-resets/password-reset.entity.ts';
import { InvitationRow } from '../people/invitation.entity.ts';
import { KnownDeviceRow } from '../provisioning/known-device.entity.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { BackupStateRow } from '../health/backup-state.entity.ts';
import { KeyRewrapRow } from '../sealing/key-rewrap.entity.ts';
import { MasterKeyRow } from '../sealing/master-key.entity.ts';
import { SessionRow } from '../sessions/session.entity.ts';
import { SigningKeyRow } from '../signing-keys/signing-key.entity.ts';
import { CaRotationRow } from '../site-trust/ca-rotation.entity.ts';
import { DeviceTrustRow } from '../site-trust/device-trust.entity.ts';
import { SiteCaRow, SiteRow } from '../sites/site.entity.ts';

/** Every table of the database. A test compares them with what the migrations make. */
export const entities = [
  Account,
  ApiKeyRow,
  AuditCheckpointRow,
  AuditEntryRow,
  CaRotationRow,
  CameraRow,
  CommandCounterRow,
  CommandKeyRow,
  CommandRow,
  ConfigurationLayerRow,
  ConfigurationVersionRow,
  DeviceCertificateRow,
  DeviceConfiguration,
  DeviceRow,
  DeviceState,
  DeviceTrustRow,
  IdempotencyRow,
  EnrolmentRequestRow,
  InvitationRow,
  PasswordResetRow,
  BackupStateRow,
  KeyRewrapRow,
  KnownDeviceRow,
  LimitCounterRow,
  LockedRangeRow,
  LoginProviderRow,
  MasterKeyRow,
  Membership,
  OperationRow,
  Organisation,
  ProviderIdentityRow,
  ProvisioningTokenRow,
  SessionRow,
  SigningKeyRow,
  SiteCaRow,
  SiteRow,
  UsedAssertion,
  UsedEnrolmentNonce,
  User,
];
