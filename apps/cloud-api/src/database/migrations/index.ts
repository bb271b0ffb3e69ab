import { Foundation1763700000001 } from './0001-foundation.ts';
import { Lookups1763700000002 } from './0002-lookups.ts';
import { EventLog1763700000010 } from './0010-event-log.ts';
import { RecordsAndMedia1763700000011 } from './0011-records-and-media.ts';
import { SiteRecovery1763700000012 } from './0012-site-recovery.ts';
import { People1763700000100 } from './0100-people.ts';
import { ApiKeys1763700000101 } from './0101-api-keys.ts';
import { Audit1763700000102 } from './0102-audit.ts';
import { Retention1763700000130 } from './0130-retention.ts';
import { Commands1763700000150 } from './0150-commands.ts';
import { DeviceIdentities1763700000160 } from './0160-device-identities.ts';
import { Operations1763700000180 } from './0180-operations.ts';
import { Idempotency1763700000181 } from './0181-idempotency.ts';
import { Revisions1763700000182 } from './0182-revisions.ts';
import { Approval1763700000210 } from './0210-approval.ts';
import { LimitCounters1763700000190 } from './0190-limit-counters.ts';
import { SiteAuthorities1763700000211 } from './0211-site-authorities.ts';
import { OrganisationExports1763700000220 } from './0220-organisation-exports.ts';
import { Erasure1763700000221 } from './0221-erasure.ts';
import { Analytics1763700000222 } from './0222-analytics.ts';
import { MoreRetention1763700000223 } from './0223-more-retention.ts';
import { DeviceCounts1763700000191 } from './0191-device-counts.ts';
import { StreamChannels1763700000120 } from './0120-stream-channels.ts';
import { Configurations1763700000140 } from './0140-configurations.ts';
import { LoginProviders1763700000200 } from './0200-login-providers.ts';
import { MasterKeys1763700000201 } from './0201-master-keys.ts';
import { LoginProviderRevisions1763700000230 } from './0230-login-provider-revisions.ts';
import { PasswordResets1763700000240 } from './0240-password-resets.ts';
import { Archive1763700000245 } from './0245-archive.ts';
import { AuditCheckpoints1763700000250 } from './0250-audit-checkpoints.ts';
import { EndedApiKeys1763700000251 } from './0251-ended-api-keys.ts';
import { EnrolmentNonces1763700000255 } from './0255-enrolment-nonces.ts';
import { CaptureHours1763700000260 } from './0260-capture-hours.ts';
import { CameraDrivers1763700000265 } from './0265-camera-drivers.ts';
import { FrameDetails1763700000270 } from './0270-frame-details.ts';
import { LockedRanges1763700000275 } from './0275-locked-ranges.ts';
import { MachineCondition1763700000276 } from './0276-machine-condition.ts';
import { DeviceRuns1763700000281 } from './0281-device-runs.ts';
import { SensorReadings1763700000285 } from './0285-sensor-readings.ts';
import { HeartbeatOfThirtySeconds1763700000286 } from './0286-heartbeat-of-thirty-seconds.ts';
import { WhatIsWatched1763700000290 } from './0290-what-is-watched.ts';

/** In the order in which they run. A migration that has been released is never changed. */
export const migrations = [
  Foundation1763700000001,
  Lookups1763700000002,
  EventLog1763700000010,
  RecordsAndMedia1763700000011,
  SiteRecovery1763700000012,
  People1763700000100,
  ApiKeys1763700000101,
  Audit1763700000102,
  StreamChannels1763700000120,
  Retention1763700000130,
  Configurations1763700000140,
  Commands1763700000150,
  DeviceIdentities1763700000160,
  Operations1763700000180,
  Idempotency1763700000181,
  Revisions1763700000182,
  LimitCounters1763700000190,
  DeviceCounts1763700000191,
  LoginProviders1763700000200,
  MasterKeys1763700000201,
  Approval1763700000210,
  SiteAuthorities1763700000211,
  OrganisationExports1763700000220,
  Erasure1763700000221,
  Analytics1763700000222,
  MoreRetention1763700000223,
  LoginProviderRevisions1763700000230,
  PasswordResets1763700000240,
  Archive1763700000245,
  AuditCheckpoints1763700000250,
  EndedApiKeys1763700000251,
  EnrolmentNonces1763700000255,
  CaptureHours1763700000260,
  CameraDrivers1763700000265,
  FrameDetails1763700000270,
  LockedRanges1763700000275,
  MachineCondition1763700000276,
  DeviceRuns1763700000281,
  SensorReadings1763700000285,
  HeartbeatOfThirtySeconds1763700000286,
  WhatIsWatched1763700000290,
];
