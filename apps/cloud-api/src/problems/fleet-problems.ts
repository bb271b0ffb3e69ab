import { lookAtId, waitAndRetry, type ProblemNote } from './remedies.ts';

/** Of sites, devices, cameras and what they send. */
export const fleetProblems: Readonly<Record<string, ProblemNote>> = {
  'archive.restore_time_over': [
    409,
    'What was put away may be taken back within thirty days, and they are over.',
    'Its pictures stay readable. To go on working, make a new one.',
  ],
  'blob.damaged': [
    422,
    'The bytes are not a picture or a video that can be shown.',
    'Look at the file at the device; it is in quarantine there.',
  ],
  'blob.foreign_device': [
    403,
    "Bytes are taken on behalf of a device of the coordinator's own site.",
    'Send it through a coordinator of the site that the device belongs to.',
  ],
  'blob.media_type': [
    422,
    'Only image/jpeg, video/mp4 and application/gzip without an encoding are taken.',
    'Send one of these types, uncompressed.',
  ],
  'blob.mismatch': [
    422,
    'Hash or length of the bytes are not the announced ones.',
    'Send the bytes again; if it repeats, the file at the device is damaged.',
  ],
  'blob.name_invalid': [
    422,
    'A blob is named by its SHA-256.',
    'Name it by 64 lower-case hexadecimal digits.',
  ],
  'blob.not_found': [404, 'The cloud does not have these bytes.', 'Upload them first.'],
  'blob.removed': [503, 'The bytes were removed while they were being stored.', waitAndRetry],
  'blob.store_unavailable': [
    503,
    'The store of pictures and videos does not answer, or refuses the cloud.',
    waitAndRetry,
  ],
  'blob.too_large': [
    413,
    'A file of this type may not be so large.',
    'Send a smaller one; the answer says how large it may be.',
  ],
  'ca_rotation.none': [
    409,
    'No rotation of the authority is under way at the site.',
    'Start one first.',
  ],
  'ca_rotation.under_way': [
    409,
    'The site is on its way to a new authority already.',
    'Wait for its end; GET …/ca-rotation says how far it is.',
  ],
  'camera.archived': [
    409,
    'The camera was put away.',
    'Restore it before it is changed: POST /v1/cameras/{id}/restore.',
  ],
  'camera.bracket_impossible': [
    422,
    'The camera cannot take the bracket that its profile asks for.',
    'The detail says what it takes: a longer interval, fewer exposures, a smaller picture, or a camera of the Pi itself.',
  ],
  'camera.schedule_name_taken': [
    422,
    'Two schedules of the camera have the same name; `schedule` says which.',
    'Give one of them another name.',
  ],
  'camera.schedule_not_computable': [
    422,
    'No instant follows from a schedule of the camera.',
    'The detail says what is wrong with it: a cron expression has five fields, or six with the seconds first, without random or last-day fields.',
  ],
  'camera.not_found': [404, 'There is no such camera.', lookAtId],
  'camera.without_device': [
    409,
    'The device of the camera was decommissioned.',
    'Add a camera to another device instead.',
  ],
  'certificate.proof_refused': [
    403,
    'The request is not signed with the present key of the device.',
    'Sign it with the key of the certificate that is to be renewed.',
  ],
  'certificate.too_many': [
    429,
    'The device has had too many certificates within a short time.',
    waitAndRetry,
  ],
  'command.file_not_found': [
    404,
    'The command has no file, or it has not arrived yet.',
    'Ask again when the command has succeeded and the device had a connection.',
  ],
  'command.not_for_device': [
    422,
    'Commands are carried out by workers; this device is a coordinator.',
    'Send it to a worker of the site.',
  ],
  'command.not_found': [404, 'There is no such command.', lookAtId],
  'command.too_many': [
    429,
    'The device has too many commands that are not through yet.',
    'Wait for some to end, or until they expire.',
  ],
  'configuration.target_not_found': [
    404,
    'There is no such organisation, site or device.',
    lookAtId,
  ],
  'configuration.version_not_found': [
    404,
    'The layer has no such version.',
    'GET …/versions lists those that there are.',
  ],
  'device.has_no_cameras': [
    409,
    'The device is a coordinator; cameras belong to workers.',
    'Add the camera to a worker.',
  ],
  'device.not_found': [404, 'There is no such device, or its access has ended.', lookAtId],
  'device.quarantined': [
    403,
    'Two machines were seen with the identity of the device; neither is let in.',
    'Replace the hardware of the one that is to stay: it enrols anew.',
  ],
  'device.revoked': [
    403,
    'The access of the device was ended by a person.',
    'If it is to come back, an admin makes a claim that replaces its hardware.',
  ],
  'device.too_many_cameras': [
    409,
    'The worker has as many cameras as it may have.',
    'Put one away, or take another worker.',
  ],
  'locked_range.not_found': [
    404,
    'There is no such locked range, or not any more.',
    'List the locked ranges of the camera.',
  ],
  'locked_range.too_many': [
    409,
    'The site has as many locked ranges as its devices can be told of.',
    'Unlock one that is not needed any more, or lock one longer stretch instead of many.',
  ],
  'enrolment.rejected': [
    403,
    'A person has rejected the device.',
    'Ask who looks after the site; another token is needed.',
  ],
  'enrolment_request.decided': [
    409,
    'Somebody has decided about the request already.',
    'Read it again.',
  ],
  'enrolment_request.not_found': [404, 'There is no such enrolment request.', lookAtId],
  'enrolment_request.token_revoked': [
    409,
    'The provisioning token that the device came with was revoked.',
    'Give the device another token.',
  ],
  'frame.not_found': [404, 'There is no such frame, or it is not kept any more.', lookAtId],
  'frame.not_stored': [
    404,
    'The picture has not reached the cloud yet.',
    'Wait for media.stored on the event stream; image_url is null until then.',
  ],
  'known_device.not_found': [
    404,
    'The site does not expect such a serial.',
    'GET …/known-devices lists those that it expects.',
  ],
  'provisioning_token.not_found': [404, 'There is no such provisioning token.', lookAtId],
  'provisioning_token.refused': [
    401,
    'The provisioning token is unknown, used up, expired or revoked.',
    'Ask for a new one.',
  ],
  'site.archived': [
    409,
    'The site was put away.',
    'Restore it before it is changed or gets a device: POST /v1/sites/{id}/restore.',
  ],
  'site.epoch_differs': [
    409,
    'The site has begun another epoch than the request is for.',
    'Read the manifest, and go on in its epoch.',
  ],
  'site.fenced': [
    409,
    'A newer leader speaks for the site.',
    'Step down: what an older leader sends is refused.',
  ],
  'site.has_devices': [
    409,
    'Devices are in use at the site.',
    'Decommission them first, or all at once with decommission_devices=true; dry_run=true says what would go.',
  ],
  'site.not_found': [404, 'There is no such site.', lookAtId],
  'site.still_led': [
    409,
    'A site whose coordinators still agree is not recovered.',
    'Recover it when its majority is lost, and its leader was not heard for a while.',
  ],
  'timelapse.not_found': [404, 'There is no such timelapse, or it is not kept any more.', lookAtId],
  'timelapse.not_stored': [
    404,
    'The video has not reached the cloud yet.',
    'Wait for media.stored on the event stream; video_url is null until then.',
  ],
};
