import type { Presence } from '@eyrie/contracts';
import { CircleCheck, CircleDashed, CircleOff, Clock3 } from 'lucide-react';

const looks = {
  online: { icon: CircleCheck, label: 'Online', tone: 'bg-good-ground text-good' },
  late: { icon: Clock3, label: 'Late', tone: 'bg-late-ground text-late' },
  offline: { icon: CircleOff, label: 'Offline', tone: 'bg-bad-ground text-bad' },
  new: { icon: CircleDashed, label: 'New', tone: 'bg-sunken text-ink-soft' },
} as const satisfies Record<Presence, unknown>;

/** State by icon, word and colour together, never by colour alone. */
export function PresenceBadge({ presence }: { presence: Presence }) {
  const { icon: Icon, label, tone } = looks[presence];
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium ${tone}`}
    >
      <Icon aria-hidden className="size-3.5" />
      {label}
    </span>
  );
}
