import { weekdays, type Weekday } from '@eyrie/schedule';
import { dayWords } from './schedule-words.ts';

/** Days of the week, in their order however they are chosen. */
export function DayChoice({
  days,
  refusal,
  onDays,
}: {
  days: readonly Weekday[];
  refusal: string | undefined;
  onDays: (days: Weekday[]) => void;
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">Days of the week</legend>
      <div className="mt-1 grid grid-cols-7 gap-1">
        {weekdays.map((day) => (
          <label
            key={day}
            className="flex h-11 cursor-pointer items-center justify-center rounded-xl border border-line text-sm text-ink-soft has-checked:border-accent has-checked:bg-accent/12 has-checked:font-medium has-checked:text-accent has-focus-visible:ring-2 has-focus-visible:ring-accent/40"
          >
            <input
              type="checkbox"
              className="sr-only"
              aria-label={dayWords[day].long}
              checked={days.includes(day)}
              onChange={({ target }) =>
                onDays(
                  weekdays.filter((other) =>
                    other === day ? target.checked : days.includes(other),
                  ),
                )
              }
            />
            <span aria-hidden>{dayWords[day].short}</span>
          </label>
        ))}
      </div>
      {refusal === undefined ? null : (
        <p className="mt-1 text-xs font-medium text-bad">{refusal}</p>
      )}
    </fieldset>
  );
}
