import type { SensorConfiguration } from '@eyrie/contracts';
import { sayRule, saySensor } from './sensor-words.ts';

/** Sensors in words, for whoever does not change them here. */
export function SensorSummary({ sensors }: { sensors: readonly SensorConfiguration[] }) {
  if (sensors.length === 0) {
    return <p className="text-sm text-ink-faint">No sensor is configured.</p>;
  }
  return (
    <ul className="space-y-3 text-sm">
      {sensors.map((sensor) => (
        <li key={sensor.name} className="min-w-0 wrap-anywhere">
          <span className="font-medium">{sensor.name}</span>
          <span className="block text-ink-soft">{saySensor(sensor)}</span>
          {sensor.alerts.map((rule) => (
            <span key={rule.name} className="block text-ink-faint">
              {sayRule(rule)}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
