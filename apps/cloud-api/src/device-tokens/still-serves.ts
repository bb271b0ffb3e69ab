import type { DevicePrincipal } from '../authorisation/index.ts';
import { keyMark } from './device-tokens.service.ts';

/** What the row of a device says that is neither revoked nor in quarantine. */
export interface DeviceStanding {
  /** UUID. */
  readonly site_id: string;
  readonly role: string;
  /** SubjectPublicKeyInfo, base64. */
  readonly public_key: string;
  readonly previous_public_key: string | null;
  /** UUID of the start that was heard last. */
  readonly run_id: string | null;
}

/** Whether a device is still the one that its token was given to, at the site it was of. */
export function stillServes(
  { siteId, role, keyMark: mark }: DevicePrincipal,
  standing: DeviceStanding | null,
): boolean {
  if (standing?.site_id !== siteId || standing.role !== role) return false;
  const { public_key: present, previous_public_key: previous, run_id: run } = standing;
  if (run === null) return false;
  return mark === keyMark(present, run) || (previous !== null && mark === keyMark(previous, run));
}
