import { Trash2 } from 'lucide-react';
import { Button, Choice, TextField } from '../elements/form.tsx';
import type { ReadingDraft, SensorRefusals } from './sensor-draft.ts';
import { quantityChoices } from './sensor-words.ts';

interface ReadingFieldsProps {
  readonly draft: ReadingDraft;
  readonly refusals: SensorRefusals;
  readonly onDraft: (draft: ReadingDraft) => void;
  readonly onRemove: () => void;
}

/** Where a quantity is in a sensor's JSON, and how its number becomes our unit. */
export function ReadingFields({ draft, refusals, onDraft, onRemove }: ReadingFieldsProps) {
  const field = (name: 'path' | 'factor' | 'offset', label: string, example = '') => (
    <TextField
      label={label}
      type={name === 'path' ? 'text' : 'number'}
      step={name === 'path' ? undefined : 'any'}
      autoComplete="off"
      placeholder={example}
      value={draft[name]}
      refusal={refusals[name]}
      onChange={({ target }) => onDraft({ ...draft, [name]: target.value })}
    />
  );
  return (
    <div className="grid grid-cols-2 items-start gap-x-4 gap-y-3 rounded-xl bg-sunken p-3 lg:grid-cols-[2fr_2fr_1fr_1fr_auto]">
      <div className="col-span-2 lg:col-span-1">
        <Choice
          label="Quantity"
          value={draft.quantity}
          options={quantityChoices}
          onChoose={(quantity) => onDraft({ ...draft, quantity })}
        />
      </div>
      <div className="col-span-2 lg:col-span-1">
        {field('path', 'Where it stands', '/outside/temp')}
      </div>
      {field('factor', 'Times')}
      {field('offset', 'Plus')}
      <Button tone="danger" onClick={onRemove} className="col-span-2 lg:col-span-1 lg:mt-6">
        <Trash2 aria-hidden className="size-4" /> Remove
      </Button>
    </div>
  );
}
