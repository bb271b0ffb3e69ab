/**
 * What no archive holds: keys, though they are sealed, and what proves a credential, though it is hashed.
 * A test demands that each column with a name like one of these is in one of the two lists.
 */
export const withheldColumns: Readonly<Record<string, readonly string[]>> = {
  api_key: ['secret_hash'],
  app_user: ['password_hash'],
  camera: ['sealed_password'],
  command_key: ['sealed_private_key'],
  idempotency_record: ['sealed_answer'],
  login_provider: ['sealed_client_secret'],
  invitation: ['token_hash'],
  organisation_export: ['file_key'],
  provisioning_token: ['secret_hash'],
  session: ['token_hash'],
  site_ca: ['sealed_private_key'],
};

/** They only sound like it. */
export const harmlessColumns = [
  'audit_entry.previous_hash',
  'audit_entry.hash',
  'audit_checkpoint.hash',
  'device.public_key',
  'enrolment_request.public_key',
  'enrolment_request.token_id',
  'device.previous_public_key',
  'device_certificate.public_key',
  // Of what was used once and is good for nothing any more.
  'used_enrolment_nonce.nonce_hash',
  'used_enrolment_nonce.request_hash',
];
