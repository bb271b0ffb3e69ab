import type { ScheduleConfiguration } from '@eyrie/contracts';
import type { Place } from '@eyrie/schedule';
import { useState } from 'react';
import { Choice, TextField } from '../elements/form.tsx';
import { RadioList } from '../elements/radio-list.tsx';
import {
  checkDrafts,
  draftOf,
  schedulesOf,
  type ScheduleDraft,
} from '../schedules/schedule-draft.ts';
import { ScheduleList } from '../schedules/schedule-list.tsx';
import { SchedulePreviewCard } from '../schedules/schedule-preview-card.tsx';
import {
  presetChoices,
  schedulesOfPreset,
  secondsOf,
  type Every,
  type SchedulePreset,
} from './schedule-presets.ts';

/** When a camera shall capture, as a person begins to say it. */
export interface ScheduleWish {
  readonly preset: SchedulePreset;
  readonly interval: string;
  readonly every: Every;
  readonly drafts: readonly ScheduleDraft[];
}

export const newScheduleWish: ScheduleWish = {
  preset: 'always',
  interval: '1',
  every: 'minutes',
  drafts: [],
};

/** The schedules that a wish comes to; null where something of it does not hold. */
export function schedulesOfWish({
  preset,
  interval,
  every,
  drafts,
}: ScheduleWish): ScheduleConfiguration[] | null {
  if (preset === 'custom') return schedulesOf(checkDrafts(drafts));
  return schedulesOfPreset(preset, secondsOf(interval, every));
}

/** A preset and its interval, or the whole editor; with what follows from it. */
export function ScheduleChoice({
  wish,
  place,
  onWish,
}: {
  wish: ScheduleWish;
  place: Place | null;
  onWish: (wish: ScheduleWish) => void;
}) {
  const schedules = schedulesOfWish(wish);
  // The last one that held stands while somebody is in the middle of a number.
  const [last, setLast] = useState(schedules);
  if (schedules && JSON.stringify(schedules) !== JSON.stringify(last)) setLast(schedules);
  const choose = (preset: SchedulePreset) =>
    onWish({
      ...wish,
      preset,
      drafts: preset === 'custom' ? (last ?? []).map(draftOf) : wish.drafts,
    });
  const presets = (className: string) => (
    <RadioList
      label="When it captures"
      value={wish.preset}
      options={presetChoices}
      onChoose={choose}
      className={className}
    />
  );
  if (wish.preset === 'custom') {
    return (
      <div className="space-y-4">
        {presets('sm:grid-cols-2')}
        <ScheduleList
          drafts={wish.drafts}
          checked={checkDrafts(wish.drafts)}
          place={place}
          onDrafts={(drafts) => onWish({ ...wish, drafts })}
        />
      </div>
    );
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="space-y-4">
        {presets('')}
        <div className="grid grid-cols-2 items-start gap-3">
          <TextField
            label="A frame every"
            type="number"
            step="any"
            refusal={schedules ? undefined : 'must be a whole number, 1 second to a day'}
            value={wish.interval}
            onChange={(event) => onWish({ ...wish, interval: event.target.value })}
          />
          <Choice
            label="Unit"
            value={wish.every}
            options={[
              { value: 'seconds', text: 'seconds' },
              { value: 'minutes', text: 'minutes' },
            ]}
            onChoose={(every) => onWish({ ...wish, every })}
          />
        </div>
      </div>
      {place && last ? <SchedulePreviewCard schedules={last} place={place} /> : null}
    </div>
  );
}
