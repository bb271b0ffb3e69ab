// Written by `npm run generate` from docs/api/openapi.json.
import type { ApiOperation } from '../api-operation.ts';
import type {
  AccountPasswordData,
  AccountPasswordResponses,
  AccountProviderBeginData,
  AccountProviderBeginResponses,
  AccountProviderConnectData,
  AccountProviderConnectResponses,
  AccountProviderDisconnectData,
  AccountProviderDisconnectResponses,
  AccountProviderReadData,
  AccountProviderReadResponses,
  AccountReadData,
  AccountReadResponses,
  AccountSecondFactorConfirmData,
  AccountSecondFactorConfirmResponses,
  AccountSecondFactorRemoveData,
  AccountSecondFactorRemoveResponses,
  AccountSecondFactorSetUpData,
  AccountSecondFactorSetUpResponses,
  AccountSessionsDeleteData,
  AccountSessionsDeleteOthersData,
  AccountSessionsDeleteOthersResponses,
  AccountSessionsDeleteResponses,
  AccountSessionsListData,
  AccountSessionsListResponses,
  AnalyticsCapturesData,
  AnalyticsCapturesResponses,
  AnalyticsReadData,
  AnalyticsReadResponses,
  ApiKeysCreateData,
  ApiKeysCreateResponses,
  ApiKeysDeleteData,
  ApiKeysDeleteResponses,
  ApiKeysListData,
  ApiKeysListResponses,
  AuditCheckpointsCreateData,
  AuditCheckpointsCreateResponses,
  AuditCheckpointsListData,
  AuditCheckpointsListResponses,
  AuditExportData,
  AuditExportResponses,
  AuditKeysData,
  AuditKeysResponses,
  AuditListData,
  AuditListResponses,
  AuthJwksData,
  AuthJwksResponses,
  AuthTokenData,
  AuthTokenResponses,
  BulkCommandsData,
  BulkCommandsResponses,
  BulkDecommissionData,
  BulkDecommissionResponses,
  BulkRevokeData,
  BulkRevokeResponses,
  CamerasArchiveData,
  CamerasArchiveResponses,
  CamerasChangeData,
  CamerasChangeResponses,
  CamerasCreateData,
  CamerasCreateResponses,
  CamerasListData,
  CamerasListResponses,
  CamerasReadData,
  CamerasReadResponses,
  CamerasRestoreData,
  CamerasRestoreResponses,
  CommandsCreateData,
  CommandsCreateResponses,
  CommandsFileData,
  CommandsFileResponses,
  CommandsListData,
  CommandsListResponses,
  CommandsReadData,
  CommandsReadResponses,
  ConfigurationsChangeData,
  ConfigurationsChangeResponses,
  ConfigurationsDiffData,
  ConfigurationsDiffResponses,
  ConfigurationsEffectiveData,
  ConfigurationsEffectiveResponses,
  ConfigurationsReadData,
  ConfigurationsReadResponses,
  ConfigurationsRollbackData,
  ConfigurationsRollbackResponses,
  ConfigurationsRolloutData,
  ConfigurationsRolloutResponses,
  ConfigurationsSchemaData,
  ConfigurationsSchemaResponses,
  ConfigurationsVersionData,
  ConfigurationsVersionResponses,
  ConfigurationsVersionsData,
  ConfigurationsVersionsResponses,
  DevicesChangeData,
  DevicesChangeResponses,
  DevicesCountsData,
  DevicesCountsResponses,
  DevicesDecommissionData,
  DevicesDecommissionResponses,
  DevicesHistoryData,
  DevicesHistoryResponses,
  DevicesListData,
  DevicesListResponses,
  DevicesReadData,
  DevicesReadResponses,
  DevicesReadingsData,
  DevicesReadingsResponses,
  DevicesRevokeData,
  DevicesRevokeResponses,
  EnrolmentRequestsApproveData,
  EnrolmentRequestsApproveResponses,
  EnrolmentRequestsListData,
  EnrolmentRequestsListResponses,
  EnrolmentRequestsReadData,
  EnrolmentRequestsReadResponses,
  EnrolmentRequestsRejectData,
  EnrolmentRequestsRejectResponses,
  EventsBroadcastData,
  EventsBroadcastResponses,
  EventsStatsData,
  EventsStatsResponses,
  EventsStreamData,
  EventsStreamResponses,
  EventsTokenData,
  EventsTokenResponses,
  FramesImageData,
  FramesImageResponses,
  FramesListData,
  FramesListResponses,
  FramesPinData,
  FramesPinResponses,
  FramesReadData,
  FramesReadResponses,
  FramesThumbnailData,
  FramesThumbnailResponses,
  FramesUnpinData,
  FramesUnpinResponses,
  InvitationsAcceptData,
  InvitationsAcceptResponses,
  InvitationsCreateData,
  InvitationsCreateResponses,
  InvitationsDeleteData,
  InvitationsDeleteResponses,
  InvitationsListData,
  InvitationsListResponses,
  InvitationsLookUpData,
  InvitationsLookUpResponses,
  KnownDevicesAddData,
  KnownDevicesAddResponses,
  KnownDevicesListData,
  KnownDevicesListResponses,
  KnownDevicesRemoveData,
  KnownDevicesRemoveResponses,
  LockedRangesCreateData,
  LockedRangesCreateResponses,
  LockedRangesDeleteData,
  LockedRangesDeleteResponses,
  LockedRangesListData,
  LockedRangesListResponses,
  LoginProviderChangeData,
  LoginProviderChangeResponses,
  LoginProviderDeleteData,
  LoginProviderDeleteResponses,
  LoginProviderReadData,
  LoginProviderReadResponses,
  LoginProviderTestData,
  LoginProviderTestResponses,
  OperationsCancelData,
  OperationsCancelResponses,
  OperationsListData,
  OperationsListResponses,
  OperationsReadData,
  OperationsReadResponses,
  OrganisationErasureCancelData,
  OrganisationErasureCancelResponses,
  OrganisationErasureReadData,
  OrganisationErasureReadResponses,
  OrganisationErasureRequestData,
  OrganisationErasureRequestResponses,
  OrganisationExportsCreateData,
  OrganisationExportsCreateResponses,
  OrganisationExportsFileData,
  OrganisationExportsFileResponses,
  OrganisationExportsListData,
  OrganisationExportsListResponses,
  PasswordResetAskData,
  PasswordResetAskResponses,
  PasswordResetCompleteData,
  PasswordResetCompleteResponses,
  PasswordResetLookUpData,
  PasswordResetLookUpResponses,
  PasswordResetOfferData,
  PasswordResetOfferResponses,
  PeopleChangeData,
  PeopleChangeResponses,
  PeopleListData,
  PeopleListResponses,
  PeoplePasswordResetData,
  PeoplePasswordResetResponses,
  PeopleRemoveData,
  PeopleRemoveResponses,
  ProblemsListData,
  ProblemsListResponses,
  ProvisioningTokensCreateClaimsData,
  ProvisioningTokensCreateClaimsResponses,
  ProvisioningTokensCreateData,
  ProvisioningTokensCreateResponses,
  ProvisioningTokensDeleteData,
  ProvisioningTokensDeleteResponses,
  ProvisioningTokensListData,
  ProvisioningTokensListResponses,
  RetentionChangeData,
  RetentionChangeResponses,
  RetentionPreviewData,
  RetentionPreviewResponses,
  RetentionReadData,
  RetentionReadResponses,
  SessionCreateData,
  SessionCreateResponses,
  SessionDeleteData,
  SessionDeleteResponses,
  SessionProviderBeginData,
  SessionProviderBeginResponses,
  SessionProviderCompleteData,
  SessionProviderCompleteResponses,
  SessionProviderOfferData,
  SessionProviderOfferResponses,
  SessionReadData,
  SessionReadResponses,
  SessionSwitchData,
  SessionSwitchResponses,
  SitesArchiveData,
  SitesArchiveResponses,
  SitesCaRotationProceedData,
  SitesCaRotationProceedResponses,
  SitesCaRotationReadData,
  SitesCaRotationReadResponses,
  SitesCaRotationStartData,
  SitesCaRotationStartResponses,
  SitesChangeData,
  SitesChangeResponses,
  SitesCreateData,
  SitesCreateResponses,
  SitesListData,
  SitesListResponses,
  SitesReadData,
  SitesReadResponses,
  SitesRestoreData,
  SitesRestoreResponses,
  TimelapsesListData,
  TimelapsesListResponses,
  TimelapsesPosterData,
  TimelapsesPosterResponses,
  TimelapsesReadData,
  TimelapsesReadResponses,
  TimelapsesVideoData,
  TimelapsesVideoResponses,
} from './types.gen.ts';

/** Who changed what, newest first */
export const auditList: ApiOperation<AuditListData, AuditListResponses> = {
  method: 'GET',
  path: '/v1/audit',
};

/** The chain, oldest first, one entry a line; empty when there are no further ones */
export const auditExport: ApiOperation<AuditExportData, AuditExportResponses> = {
  method: 'GET',
  path: '/v1/audit/export',
};

/** Signed heads of the chain, newest first */
export const auditCheckpointsList: ApiOperation<
  AuditCheckpointsListData,
  AuditCheckpointsListResponses
> = {
  method: 'GET',
  path: '/v1/audit/checkpoints',
};

/** Signs the head of the chain now, in place of within the hour */
export const auditCheckpointsCreate: ApiOperation<
  AuditCheckpointsCreateData,
  AuditCheckpointsCreateResponses
> = {
  method: 'POST',
  path: '/v1/audit/checkpoints',
};

/** The public keys of checkpoints (RFC 8037), those of earlier included: keep a copy elsewhere */
export const auditKeys: ApiOperation<AuditKeysData, AuditKeysResponses> = {
  method: 'GET',
  path: '/.well-known/audit-keys.json',
};

/** Long work, newest first; for 30 days after its end */
export const operationsList: ApiOperation<OperationsListData, OperationsListResponses> = {
  method: 'GET',
  path: '/v1/operations',
};

/** One operation; waits for its end where it is asked to */
export const operationsRead: ApiOperation<OperationsReadData, OperationsReadResponses> = {
  method: 'GET',
  path: '/v1/operations/{id}',
};

/** End an operation where it can be left; what is done stays */
export const operationsCancel: ApiOperation<OperationsCancelData, OperationsCancelResponses> = {
  method: 'POST',
  path: '/v1/operations/{id}/cancel',
};

/** Exchange the session or API key for a token of ten minutes that may do the same */
export const authToken: ApiOperation<AuthTokenData, AuthTokenResponses> = {
  method: 'POST',
  path: '/v1/auth/token',
};

/** The public keys of access tokens (RFC 7517) */
export const authJwks: ApiOperation<AuthJwksData, AuthJwksResponses> = {
  method: 'GET',
  path: '/.well-known/jwks.json',
};

/** Make a key for a program; its secret is shown once */
export const apiKeysCreate: ApiOperation<ApiKeysCreateData, ApiKeysCreateResponses> = {
  method: 'POST',
  path: '/v1/api-keys',
};

/** The keys, expired and revoked ones too */
export const apiKeysList: ApiOperation<ApiKeysListData, ApiKeysListResponses> = {
  method: 'GET',
  path: '/v1/api-keys',
};

/** Revoke a key, and with it the tokens it was exchanged for */
export const apiKeysDelete: ApiOperation<ApiKeysDeleteData, ApiKeysDeleteResponses> = {
  method: 'DELETE',
  path: '/v1/api-keys/{id}',
};

/** The people of the organisation, with their roles and sites */
export const peopleList: ApiOperation<PeopleListData, PeopleListResponses> = {
  method: 'GET',
  path: '/v1/people',
};

/** Change somebody’s role, or the sites it is granted at */
export const peopleChange: ApiOperation<PeopleChangeData, PeopleChangeResponses> = {
  method: 'PATCH',
  path: '/v1/people/{id}',
};

/** Take somebody out of the organisation */
export const peopleRemove: ApiOperation<PeopleRemoveData, PeopleRemoveResponses> = {
  method: 'DELETE',
  path: '/v1/people/{id}',
};

/** Invite somebody by mail; where no mail is sent the link is shown once */
export const invitationsCreate: ApiOperation<InvitationsCreateData, InvitationsCreateResponses> = {
  method: 'POST',
  path: '/v1/invitations',
};

/** The invitations, accepted and revoked ones too */
export const invitationsList: ApiOperation<InvitationsListData, InvitationsListResponses> = {
  method: 'GET',
  path: '/v1/invitations',
};

/** Revoke an invitation */
export const invitationsDelete: ApiOperation<InvitationsDeleteData, InvitationsDeleteResponses> = {
  method: 'DELETE',
  path: '/v1/invitations/{id}',
};

/** What an invitation offers, for whoever has its link */
export const invitationsLookUp: ApiOperation<InvitationsLookUpData, InvitationsLookUpResponses> = {
  method: 'POST',
  path: '/v1/invitations/look-up',
};

/** Join the organisation, and log in */
export const invitationsAccept: ApiOperation<InvitationsAcceptData, InvitationsAcceptResponses> = {
  method: 'POST',
  path: '/v1/invitations/accept',
};

/** Log in with an email address, a password and, where the account asks for one, a code */
export const sessionCreate: ApiOperation<SessionCreateData, SessionCreateResponses> = {
  method: 'POST',
  path: '/v1/session',
};

/** Who is logged in */
export const sessionRead: ApiOperation<SessionReadData, SessionReadResponses> = {
  method: 'GET',
  path: '/v1/session',
};

/** Log out */
export const sessionDelete: ApiOperation<SessionDeleteData, SessionDeleteResponses> = {
  method: 'DELETE',
  path: '/v1/session',
};

/** Go on in another organisation of the same person */
export const sessionSwitch: ApiOperation<SessionSwitchData, SessionSwitchResponses> = {
  method: 'POST',
  path: '/v1/session/organisation',
};

/** What belongs to the person, whatever the organisation */
export const accountRead: ApiOperation<AccountReadData, AccountReadResponses> = {
  method: 'GET',
  path: '/v1/account',
};

/** Where the person is logged in, newest first */
export const accountSessionsList: ApiOperation<
  AccountSessionsListData,
  AccountSessionsListResponses
> = {
  method: 'GET',
  path: '/v1/account/sessions',
};

/** Log out everywhere but here */
export const accountSessionsDeleteOthers: ApiOperation<
  AccountSessionsDeleteOthersData,
  AccountSessionsDeleteOthersResponses
> = {
  method: 'DELETE',
  path: '/v1/account/sessions',
};

/** Log out one session */
export const accountSessionsDelete: ApiOperation<
  AccountSessionsDeleteData,
  AccountSessionsDeleteResponses
> = {
  method: 'DELETE',
  path: '/v1/account/sessions/{id}',
};

/** Change the password; the other sessions end */
export const accountPassword: ApiOperation<AccountPasswordData, AccountPasswordResponses> = {
  method: 'PUT',
  path: '/v1/account/password',
};

/** A secret for an authenticator app */
export const accountSecondFactorSetUp: ApiOperation<
  AccountSecondFactorSetUpData,
  AccountSecondFactorSetUpResponses
> = {
  method: 'POST',
  path: '/v1/account/second-factor',
};

/** Switch the second factor on, with a code */
export const accountSecondFactorConfirm: ApiOperation<
  AccountSecondFactorConfirmData,
  AccountSecondFactorConfirmResponses
> = {
  method: 'POST',
  path: '/v1/account/second-factor/confirm',
};

/** Switch the second factor off */
export const accountSecondFactorRemove: ApiOperation<
  AccountSecondFactorRemoveData,
  AccountSecondFactorRemoveResponses
> = {
  method: 'POST',
  path: '/v1/account/second-factor/remove',
};

/** How somebody who forgot his password gets a link */
export const passwordResetOffer: ApiOperation<PasswordResetOfferData, PasswordResetOfferResponses> =
  {
    method: 'GET',
    path: '/v1/password-reset',
  };

/** Ask for a link by mail; the answer is the same whether there is such an account or not */
export const passwordResetAsk: ApiOperation<PasswordResetAskData, PasswordResetAskResponses> = {
  method: 'POST',
  path: '/v1/password-reset',
};

/** Whose password a link sets, for whoever has it */
export const passwordResetLookUp: ApiOperation<
  PasswordResetLookUpData,
  PasswordResetLookUpResponses
> = {
  method: 'POST',
  path: '/v1/password-reset/look-up',
};

/** Set a new password with a link, once; every session ends, the second factor stays */
export const passwordResetComplete: ApiOperation<
  PasswordResetCompleteData,
  PasswordResetCompleteResponses
> = {
  method: 'POST',
  path: '/v1/password-reset/complete',
};

/** A link to a new password for somebody: mailed, or shown once where no mail is sent */
export const peoplePasswordReset: ApiOperation<
  PeoplePasswordResetData,
  PeoplePasswordResetResponses
> = {
  method: 'POST',
  path: '/v1/people/{id}/password-reset',
};

/** Whether the login provider opens the account too */
export const accountProviderRead: ApiOperation<
  AccountProviderReadData,
  AccountProviderReadResponses
> = {
  method: 'GET',
  path: '/v1/account/provider',
};

/** Connect with what the provider answered */
export const accountProviderConnect: ApiOperation<
  AccountProviderConnectData,
  AccountProviderConnectResponses
> = {
  method: 'POST',
  path: '/v1/account/provider',
};

/** From now on only the password opens it */
export const accountProviderDisconnect: ApiOperation<
  AccountProviderDisconnectData,
  AccountProviderDisconnectResponses
> = {
  method: 'DELETE',
  path: '/v1/account/provider',
};

/** Begin to connect with the login provider */
export const accountProviderBegin: ApiOperation<
  AccountProviderBeginData,
  AccountProviderBeginResponses
> = {
  method: 'POST',
  path: '/v1/account/provider/begin',
};

/** The login provider of the organisation */
export const loginProviderRead: ApiOperation<LoginProviderReadData, LoginProviderReadResponses> = {
  method: 'GET',
  path: '/v1/login-provider',
};

/** Set the login provider, or another one */
export const loginProviderChange: ApiOperation<
  LoginProviderChangeData,
  LoginProviderChangeResponses
> = {
  method: 'PUT',
  path: '/v1/login-provider',
};

/** No login provider; the sessions it opened end */
export const loginProviderDelete: ApiOperation<
  LoginProviderDeleteData,
  LoginProviderDeleteResponses
> = {
  method: 'DELETE',
  path: '/v1/login-provider',
};

/** Try a login provider before it is set */
export const loginProviderTest: ApiOperation<LoginProviderTestData, LoginProviderTestResponses> = {
  method: 'POST',
  path: '/v1/login-provider/test',
};

/** Which login provider the log-in page offers */
export const sessionProviderOffer: ApiOperation<
  SessionProviderOfferData,
  SessionProviderOfferResponses
> = {
  method: 'GET',
  path: '/v1/session/provider',
};

/** Log in with what the provider answered */
export const sessionProviderComplete: ApiOperation<
  SessionProviderCompleteData,
  SessionProviderCompleteResponses
> = {
  method: 'POST',
  path: '/v1/session/provider',
};

/** Begin to log in through an organisation’s provider */
export const sessionProviderBegin: ApiOperation<
  SessionProviderBeginData,
  SessionProviderBeginResponses
> = {
  method: 'POST',
  path: '/v1/session/provider/begin',
};

/** Make a site, with a certificate authority of its own */
export const sitesCreate: ApiOperation<SitesCreateData, SitesCreateResponses> = {
  method: 'POST',
  path: '/v1/sites',
};

/** The sites, oldest first */
export const sitesList: ApiOperation<SitesListData, SitesListResponses> = {
  method: 'GET',
  path: '/v1/sites',
};

/** One site */
export const sitesRead: ApiOperation<SitesReadData, SitesReadResponses> = {
  method: 'GET',
  path: '/v1/sites/{id}',
};

/** Change the name, the notes or the place of a site */
export const sitesChange: ApiOperation<SitesChangeData, SitesChangeResponses> = {
  method: 'PATCH',
  path: '/v1/sites/{id}',
};

/** Put a site away: it must have no devices in use, or end them with it */
export const sitesArchive: ApiOperation<SitesArchiveData, SitesArchiveResponses> = {
  method: 'DELETE',
  path: '/v1/sites/{id}',
};

/** The devices, of one site or of all, oldest first or most lately heard first */
export const devicesList: ApiOperation<DevicesListData, DevicesListResponses> = {
  method: 'GET',
  path: '/v1/devices',
};

/** How many devices there are, by presence */
export const devicesCounts: ApiOperation<DevicesCountsData, DevicesCountsResponses> = {
  method: 'GET',
  path: '/v1/devices/counts',
};

/** One device, with its health and its place in the Raft group */
export const devicesRead: ApiOperation<DevicesReadData, DevicesReadResponses> = {
  method: 'GET',
  path: '/v1/devices/{id}',
};

/** Change the name or the notes of a device */
export const devicesChange: ApiOperation<DevicesChangeData, DevicesChangeResponses> = {
  method: 'PATCH',
  path: '/v1/devices/{id}',
};

/** How a device has been, out of its heartbeats */
export const devicesHistory: ApiOperation<DevicesHistoryData, DevicesHistoryResponses> = {
  method: 'GET',
  path: '/v1/devices/{id}/history',
};

/** What the sensors of a device have read */
export const devicesReadings: ApiOperation<DevicesReadingsData, DevicesReadingsResponses> = {
  method: 'GET',
  path: '/v1/devices/{id}/readings',
};

/** Add a camera to a worker */
export const camerasCreate: ApiOperation<CamerasCreateData, CamerasCreateResponses> = {
  method: 'POST',
  path: '/v1/cameras',
};

/** The cameras, of one site, of one device or all */
export const camerasList: ApiOperation<CamerasListData, CamerasListResponses> = {
  method: 'GET',
  path: '/v1/cameras',
};

/** One camera with its newest frame */
export const camerasRead: ApiOperation<CamerasReadData, CamerasReadResponses> = {
  method: 'GET',
  path: '/v1/cameras/{id}',
};

/** Change what a camera does; its worker follows at once */
export const camerasChange: ApiOperation<CamerasChangeData, CamerasChangeResponses> = {
  method: 'PATCH',
  path: '/v1/cameras/{id}',
};

/** Put a camera away: its worker stops at once, its pictures stay */
export const camerasArchive: ApiOperation<CamerasArchiveData, CamerasArchiveResponses> = {
  method: 'DELETE',
  path: '/v1/cameras/{id}',
};

/** Keep a camera’s frames of a stretch of time, everywhere */
export const lockedRangesCreate: ApiOperation<LockedRangesCreateData, LockedRangesCreateResponses> =
  {
    method: 'POST',
    path: '/v1/locked-ranges',
  };

/** The locked ranges, of one site, of one camera or all */
export const lockedRangesList: ApiOperation<LockedRangesListData, LockedRangesListResponses> = {
  method: 'GET',
  path: '/v1/locked-ranges',
};

/** Let the frames of a range go with the others again */
export const lockedRangesDelete: ApiOperation<LockedRangesDeleteData, LockedRangesDeleteResponses> =
  {
    method: 'DELETE',
    path: '/v1/locked-ranges/{id}',
  };

/** Take a camera back that was put away */
export const camerasRestore: ApiOperation<CamerasRestoreData, CamerasRestoreResponses> = {
  method: 'POST',
  path: '/v1/cameras/{id}/restore',
};

/** Take a site back that was put away, without the devices it had */
export const sitesRestore: ApiOperation<SitesRestoreData, SitesRestoreResponses> = {
  method: 'POST',
  path: '/v1/sites/{id}/restore',
};

/** Have a device do something, once */
export const commandsCreate: ApiOperation<CommandsCreateData, CommandsCreateResponses> = {
  method: 'POST',
  path: '/v1/devices/{id}/commands',
};

/** The commands of a device, newest first */
export const commandsList: ApiOperation<CommandsListData, CommandsListResponses> = {
  method: 'GET',
  path: '/v1/devices/{id}/commands',
};

/** One command: how far it is, and what came of it */
export const commandsRead: ApiOperation<CommandsReadData, CommandsReadResponses> = {
  method: 'GET',
  path: '/v1/commands/{id}',
};

/** The log lines or the diagnostics that a command brought */
export const commandsFile: ApiOperation<CommandsFileData, CommandsFileResponses> = {
  method: 'GET',
  path: '/v1/commands/{id}/file',
};

/** Have many devices do the same */
export const bulkCommands: ApiOperation<BulkCommandsData, BulkCommandsResponses> = {
  method: 'POST',
  path: '/v1/bulk/commands',
};

/** End what many devices may do, for good */
export const bulkRevoke: ApiOperation<BulkRevokeData, BulkRevokeResponses> = {
  method: 'POST',
  path: '/v1/bulk/revocations',
};

/** Revoke many devices and take them out of the lists */
export const bulkDecommission: ApiOperation<BulkDecommissionData, BulkDecommissionResponses> = {
  method: 'POST',
  path: '/v1/bulk/decommissions',
};

/** The JSON Schema of settings */
export const configurationsSchema: ApiOperation<
  ConfigurationsSchemaData,
  ConfigurationsSchemaResponses
> = {
  method: 'GET',
  path: '/v1/configurations/schema',
};

/** What an organisation, a site or a device says itself */
export const configurationsRead: ApiOperation<ConfigurationsReadData, ConfigurationsReadResponses> =
  {
    method: 'GET',
    path: '/v1/configurations/{target}',
  };

/** Replace a layer, or try what that would do */
export const configurationsChange: ApiOperation<
  ConfigurationsChangeData,
  ConfigurationsChangeResponses
> = {
  method: 'PUT',
  path: '/v1/configurations/{target}',
};

/** What holds there, and where each value comes from */
export const configurationsEffective: ApiOperation<
  ConfigurationsEffectiveData,
  ConfigurationsEffectiveResponses
> = {
  method: 'GET',
  path: '/v1/configurations/{target}/effective',
};

/** How far the workers are with what is wanted of them */
export const configurationsRollout: ApiOperation<
  ConfigurationsRolloutData,
  ConfigurationsRolloutResponses
> = {
  method: 'GET',
  path: '/v1/configurations/{target}/rollout',
};

/** The versions of a layer, newest first */
export const configurationsVersions: ApiOperation<
  ConfigurationsVersionsData,
  ConfigurationsVersionsResponses
> = {
  method: 'GET',
  path: '/v1/configurations/{target}/versions',
};

/** One version: what, who, when and why */
export const configurationsVersion: ApiOperation<
  ConfigurationsVersionData,
  ConfigurationsVersionResponses
> = {
  method: 'GET',
  path: '/v1/configurations/{target}/versions/{version}',
};

/** In which values two versions differ; 0 is the empty one */
export const configurationsDiff: ApiOperation<ConfigurationsDiffData, ConfigurationsDiffResponses> =
  {
    method: 'GET',
    path: '/v1/configurations/{target}/diff',
  };

/** Make an old version the newest again */
export const configurationsRollback: ApiOperation<
  ConfigurationsRollbackData,
  ConfigurationsRollbackResponses
> = {
  method: 'POST',
  path: '/v1/configurations/{target}/rollback',
};

/** The serials that need no approval at the site */
export const knownDevicesList: ApiOperation<KnownDevicesListData, KnownDevicesListResponses> = {
  method: 'GET',
  path: '/v1/sites/{siteId}/known-devices',
};

/** Make serials known; answers with all of the site */
export const knownDevicesAdd: ApiOperation<KnownDevicesAddData, KnownDevicesAddResponses> = {
  method: 'POST',
  path: '/v1/sites/{siteId}/known-devices',
};

/** Forget a serial. A device that came with it stays */
export const knownDevicesRemove: ApiOperation<KnownDevicesRemoveData, KnownDevicesRemoveResponses> =
  {
    method: 'DELETE',
    path: '/v1/sites/{siteId}/known-devices/{serial}',
  };

/** Make a token for one new device, or for several */
export const provisioningTokensCreate: ApiOperation<
  ProvisioningTokensCreateData,
  ProvisioningTokensCreateResponses
> = {
  method: 'POST',
  path: '/v1/provisioning-tokens',
};

/** The tokens, used and revoked ones too */
export const provisioningTokensList: ApiOperation<
  ProvisioningTokensListData,
  ProvisioningTokensListResponses
> = {
  method: 'GET',
  path: '/v1/provisioning-tokens',
};

/** Make a single-use claim for each of many */
export const provisioningTokensCreateClaims: ApiOperation<
  ProvisioningTokensCreateClaimsData,
  ProvisioningTokensCreateClaimsResponses
> = {
  method: 'POST',
  path: '/v1/provisioning-tokens/claims',
};

/** Revoke a token */
export const provisioningTokensDelete: ApiOperation<
  ProvisioningTokensDeleteData,
  ProvisioningTokensDeleteResponses
> = {
  method: 'DELETE',
  path: '/v1/provisioning-tokens/{id}',
};

/** Devices that wait for approval, and those decided */
export const enrolmentRequestsList: ApiOperation<
  EnrolmentRequestsListData,
  EnrolmentRequestsListResponses
> = {
  method: 'GET',
  path: '/v1/enrolment-requests',
};

/** One device that waits, or what was decided on it */
export const enrolmentRequestsRead: ApiOperation<
  EnrolmentRequestsReadData,
  EnrolmentRequestsReadResponses
> = {
  method: 'GET',
  path: '/v1/enrolment-requests/{id}',
};

/** Let a device in that waits */
export const enrolmentRequestsApprove: ApiOperation<
  EnrolmentRequestsApproveData,
  EnrolmentRequestsApproveResponses
> = {
  method: 'POST',
  path: '/v1/enrolment-requests/{id}/approve',
};

/** Send a device away that waits */
export const enrolmentRequestsReject: ApiOperation<
  EnrolmentRequestsRejectData,
  EnrolmentRequestsRejectResponses
> = {
  method: 'POST',
  path: '/v1/enrolment-requests/{id}/reject',
};

/** The site's CA, and how far its devices are to the next */
export const sitesCaRotationRead: ApiOperation<
  SitesCaRotationReadData,
  SitesCaRotationReadResponses
> = {
  method: 'GET',
  path: '/v1/sites/{id}/ca-rotation',
};

/** Put another CA in the place of the site’s */
export const sitesCaRotationStart: ApiOperation<
  SitesCaRotationStartData,
  SitesCaRotationStartResponses
> = {
  method: 'POST',
  path: '/v1/sites/{id}/ca-rotation',
};

/** Go on without the devices that are missing */
export const sitesCaRotationProceed: ApiOperation<
  SitesCaRotationProceedData,
  SitesCaRotationProceedResponses
> = {
  method: 'POST',
  path: '/v1/sites/{id}/ca-rotation/proceed',
};

/** Every code of a problem, what it means and what to do */
export const problemsList: ApiOperation<ProblemsListData, ProblemsListResponses> = {
  method: 'GET',
  path: '/v1/problems',
};

/** Frames of a camera, newest first */
export const framesList: ApiOperation<FramesListData, FramesListResponses> = {
  method: 'GET',
  path: '/v1/cameras/{id}/frames',
};

/** A frame */
export const framesRead: ApiOperation<FramesReadData, FramesReadResponses> = {
  method: 'GET',
  path: '/v1/frames/{id}',
};

/** The picture of a frame (JPEG) */
export const framesImage: ApiOperation<FramesImageData, FramesImageResponses> = {
  method: 'GET',
  path: '/v1/frames/{id}/image',
};

/** A small picture of a frame (JPEG) */
export const framesThumbnail: ApiOperation<FramesThumbnailData, FramesThumbnailResponses> = {
  method: 'GET',
  path: '/v1/frames/{id}/thumbnail',
};

/** Timelapses, newest first */
export const timelapsesList: ApiOperation<TimelapsesListData, TimelapsesListResponses> = {
  method: 'GET',
  path: '/v1/timelapses',
};

/** A timelapse */
export const timelapsesRead: ApiOperation<TimelapsesReadData, TimelapsesReadResponses> = {
  method: 'GET',
  path: '/v1/timelapses/{id}',
};

/** The video of a timelapse (MP4); ranges are answered */
export const timelapsesVideo: ApiOperation<TimelapsesVideoData, TimelapsesVideoResponses> = {
  method: 'GET',
  path: '/v1/timelapses/{id}/video',
};

/** The poster of a timelapse (JPEG) */
export const timelapsesPoster: ApiOperation<TimelapsesPosterData, TimelapsesPosterResponses> = {
  method: 'GET',
  path: '/v1/timelapses/{id}/poster',
};

/** For how long data is kept, and what was removed lately */
export const retentionRead: ApiOperation<RetentionReadData, RetentionReadResponses> = {
  method: 'GET',
  path: '/v1/retention',
};

/** Says for how long data is kept, from the next run on */
export const retentionChange: ApiOperation<RetentionChangeData, RetentionChangeResponses> = {
  method: 'PUT',
  path: '/v1/retention',
};

/** What a policy would remove; nothing changes */
export const retentionPreview: ApiOperation<RetentionPreviewData, RetentionPreviewResponses> = {
  method: 'POST',
  path: '/v1/retention/preview',
};

/** Keeps a frame whatever the policy says */
export const framesPin: ApiOperation<FramesPinData, FramesPinResponses> = {
  method: 'PUT',
  path: '/v1/frames/{id}/pin',
};

/** Lets a frame go with the others */
export const framesUnpin: ApiOperation<FramesUnpinData, FramesUnpinResponses> = {
  method: 'DELETE',
  path: '/v1/frames/{id}/pin',
};

/** Makes an archive of everything there is */
export const organisationExportsCreate: ApiOperation<
  OrganisationExportsCreateData,
  OrganisationExportsCreateResponses
> = {
  method: 'POST',
  path: '/v1/organisation/exports',
};

/** The archives of the last two days, newest first */
export const organisationExportsList: ApiOperation<
  OrganisationExportsListData,
  OrganisationExportsListResponses
> = {
  method: 'GET',
  path: '/v1/organisation/exports',
};

/** An archive, by the link that the list has */
export const organisationExportsFile: ApiOperation<
  OrganisationExportsFileData,
  OrganisationExportsFileResponses
> = {
  method: 'GET',
  path: '/v1/organisation/exports/{id}/file',
};

/** Whether the organisation is to be erased, and when */
export const organisationErasureRead: ApiOperation<
  OrganisationErasureReadData,
  OrganisationErasureReadResponses
> = {
  method: 'GET',
  path: '/v1/organisation/erasure',
};

/** Has everything of the organisation erased after some days of grace */
export const organisationErasureRequest: ApiOperation<
  OrganisationErasureRequestData,
  OrganisationErasureRequestResponses
> = {
  method: 'POST',
  path: '/v1/organisation/erasure',
};

/** Keeps the organisation after all */
export const organisationErasureCancel: ApiOperation<
  OrganisationErasureCancelData,
  OrganisationErasureCancelResponses
> = {
  method: 'DELETE',
  path: '/v1/organisation/erasure',
};

/** What became of every slot, by hour, and why */
export const analyticsCaptures: ApiOperation<AnalyticsCapturesData, AnalyticsCapturesResponses> = {
  method: 'GET',
  path: '/v1/analytics/captures',
};

/** Captures, uptime and bytes by day, and by site or device */
export const analyticsRead: ApiOperation<AnalyticsReadData, AnalyticsReadResponses> = {
  method: 'GET',
  path: '/v1/analytics',
};

/** What happens, as it happens: Server-Sent Events, or a long poll where `wait` or `after` is given */
export const eventsStream: ApiOperation<EventsStreamData, EventsStreamResponses> = {
  method: 'GET',
  path: '/events',
};

/** Exchange the session or API key for a short token for real-time connections */
export const eventsToken: ApiOperation<EventsTokenData, EventsTokenResponses> = {
  method: 'POST',
  path: '/auth/token',
};

/** Send a message to a channel; for programs with an API key */
export const eventsBroadcast: ApiOperation<EventsBroadcastData, EventsBroadcastResponses> = {
  method: 'POST',
  path: '/broadcast',
};

/** How the real-time connections of the organisation are doing */
export const eventsStats: ApiOperation<EventsStatsData, EventsStatsResponses> = {
  method: 'GET',
  path: '/stats',
};

/** End what a device may do, for good */
export const devicesRevoke: ApiOperation<DevicesRevokeData, DevicesRevokeResponses> = {
  method: 'POST',
  path: '/v1/devices/{id}/revoke',
};

/** Revoke a device and take it out of the lists */
export const devicesDecommission: ApiOperation<
  DevicesDecommissionData,
  DevicesDecommissionResponses
> = {
  method: 'POST',
  path: '/v1/devices/{id}/decommission',
};
