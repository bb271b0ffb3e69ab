import type { SensorConfiguration } from '@eyrie/contracts';
import { PencilLine, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../elements/form.tsx';
import {
  draftOfSensor,
  newSensor,
  refusalsOfSensors,
  wishOfSensor,
  type SensorDraft,
} from './sensor-draft.ts';
import { SensorFields } from './sensor-fields.tsx';
import { SensorSummary } from './sensor-summary.tsx';

interface SensorsSettingProps {
  /** What this layer says; undefined or null where it says nothing. */
  readonly own: unknown;
  readonly inherited: unknown;
  readonly isReadOnly: boolean;
  readonly onSet: (value: unknown) => void;
}

const sensorsMax = 16;
const sensorsOf = (value: unknown): readonly SensorConfiguration[] =>
  Array.isArray(value) ? (value as SensorConfiguration[]) : [];

/** The sensors of a layer: as they are inherited until somebody sets them here. */
export function SensorsSetting({ own, inherited, isReadOnly, onSet }: SensorsSettingProps) {
  const isOwn = Array.isArray(own);
  if (isOwn && !isReadOnly) return <SensorList own={own} onSet={onSet} />;
  const shown = sensorsOf(isOwn ? own : inherited);
  return (
    <div className="space-y-4">
      <SensorSummary sensors={shown} />
      {isReadOnly ? null : (
        <Button onClick={() => onSet([...shown])}>
          <PencilLine aria-hidden className="size-4" /> Set them here
        </Button>
      )}
    </div>
  );
}

function SensorList({ own, onSet }: { own: readonly unknown[]; onSet: (value: unknown) => void }) {
  const [known, setKnown] = useState({ own, drafts: sensorsOf(own).map(draftOfSensor) });
  // Somebody forgot the draft, or went back to an earlier one: what stands in the fields is over.
  const isOver = known.own !== own;
  const drafts = isOver ? sensorsOf(own).map(draftOfSensor) : known.drafts;
  if (isOver) setKnown({ own, drafts });
  const refusals = refusalsOfSensors(drafts);
  const change = (next: readonly SensorDraft[]) => {
    const wish = next.map(wishOfSensor);
    setKnown({ own: wish, drafts: [...next] });
    onSet(wish);
  };
  return (
    <div className="space-y-4">
      {drafts.length === 0 ? <SensorSummary sensors={[]} /> : null}
      {drafts.map((draft, index) => (
        <SensorFields
          key={index}
          draft={draft}
          refusals={refusals[index] ?? {}}
          onDraft={(changed) => change(drafts.with(index, changed))}
          onRemove={() => change(drafts.toSpliced(index, 1))}
        />
      ))}
      <Button
        disabled={drafts.length >= sensorsMax}
        onClick={() => change([...drafts, newSensor(drafts)])}
      >
        <Plus aria-hidden className="size-4" /> Add a sensor
      </Button>
    </div>
  );
}
