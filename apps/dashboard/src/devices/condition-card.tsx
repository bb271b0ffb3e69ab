import type { Device } from '@eyrie/contracts';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';

type Condition = NonNullable<NonNullable<Device['health']>['condition']>;

const troubleWords = {
  under_voltage: 'the supply is too weak',
  capped: 'the frequency is capped',
  throttled: 'throttled',
  soft_limit: 'near its heat limit',
} as const;

/** How the machine itself is. */
export function ConditionCard({ condition }: { condition: Condition }) {
  return (
    <Card className="p-5">
      <SectionTitle>Machine</SectionTitle>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5 text-sm">
        {factsOf(condition).map(([name, text, isBad]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name}</dt>
            <dd className={`numbers min-w-0 break-words ${isBad ? 'font-medium text-late' : ''}`}>
              {text}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function factsOf({ power, card, network, clock, system }: Condition): [string, string, boolean][] {
  return [
    ['Power and heat', powerText(power), (power?.now.length ?? 0) > 0],
    ...(card ? [['Card', cardText(card), false] satisfies [string, string, boolean]] : []),
    ...(network
      ? [['Network', networkText(network), false] satisfies [string, string, boolean]]
      : []),
    [
      'Clock',
      `${clock.is_trusted ? 'believed' : 'not believed'}${clock.offset_ms === null ? '' : `, ${clock.offset_ms.toFixed(1)} ms off`}`,
      !clock.is_trusted,
    ],
    ...(system
      ? ([['System', systemText(system), system.reason !== null && system.pending > 0]] satisfies [
          string,
          string,
          boolean,
        ][])
      : []),
  ];
}

function powerText(power: Condition['power']): string {
  if (!power) return 'This machine does not tell.';
  const words = (list: readonly (keyof typeof troubleWords)[]) =>
    list.map((one) => troubleWords[one]).join(', ');
  if (power.now.length > 0) return `Now: ${words(power.now)}.`;
  return power.since_boot.length === 0
    ? 'well'
    : `well now; since its start ${words(power.since_boot)}`;
}

function systemText(system: NonNullable<Condition['system']>): string {
  const { slot, is_trial, updated_at, pending, reason } = system;
  return [
    `slot ${slot.toUpperCase()}${is_trial ? ', on trial' : ''}`,
    updated_at === null
      ? 'as its card was written'
      : `updated ${new Date(updated_at).toLocaleDateString([], { dateStyle: 'medium' })}`,
    ...(pending === 0 ? [] : [`${pending} security updates are waiting`]),
    ...(reason === null ? [] : [reason]),
  ].join('; ');
}

function cardText(card: NonNullable<Condition['card']>): string {
  const years = card.years_left;
  return [
    `${formatBytes(card.bytes_per_day)} written a day`,
    ...(card.life_used_percent === null ? [] : [`${card.life_used_percent} % of its life used`]),
    ...(years === null
      ? []
      : [
          years > 50
            ? 'lasts for decades at that'
            : `lasts for about ${years.toFixed(1)} years at that`,
        ]),
  ].join(', ');
}

function networkText(network: NonNullable<Condition['network']>): string {
  return [
    network.interface,
    ...(network.signal_dbm === null ? [] : [`${network.signal_dbm} dBm`]),
    ...(network.speed_mbps === null ? [] : [`${network.speed_mbps} Mbit/s`]),
    ...(network.round_trip_ms === null
      ? []
      : [`${network.round_trip_ms.toFixed(0)} ms to the leader`]),
    ...(network.loss_share ? [`${(network.loss_share * 100).toFixed(0)} % lost`] : []),
  ].join(', ');
}
