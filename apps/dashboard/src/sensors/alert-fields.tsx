import { Trash2 } from 'lucide-react';
import { Button, Choice, TextField } from '../elements/form.tsx';
import type { AlertDraft, SensorRefusals } from './sensor-draft.ts';
import { priorityChoices, quantityChoices, unitOf, whenChoices } from './sensor-words.ts';

interface AlertFieldsProps {
  readonly draft: AlertDraft;
  readonly refusals: SensorRefusals;
  readonly onDraft: (draft: AlertDraft) => void;
  readonly onRemove: () => void;
}

type NumberName = 'threshold' | 'hysteresis' | 'holdSeconds';

/** When weather is worth a word, and when it is over. */
export function AlertFields({ draft, refusals, onDraft, onRemove }: AlertFieldsProps) {
  const unit = unitOf(draft.quantity);
  const number = (name: NumberName, label: string, help?: string) => (
    <TextField
      label={label}
      help={help}
      type="number"
      step="any"
      value={draft[name]}
      refusal={refusals[name]}
      onChange={({ target }) => onDraft({ ...draft, [name]: target.value })}
    />
  );
  return (
    <div className="rounded-xl bg-sunken p-3">
      <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        <TextField
          label="Name of the alert"
          autoComplete="off"
          value={draft.name}
          refusal={refusals['name']}
          onChange={({ target }) => onDraft({ ...draft, name: target.value })}
        />
        <Choice
          label="Raised when"
          value={draft.quantity}
          options={quantityChoices}
          onChoose={(quantity) => onDraft({ ...draft, quantity })}
        />
        <Choice
          label="Which side"
          value={draft.when}
          options={whenChoices}
          onChoose={(when) => onDraft({ ...draft, when })}
        />
        {number('threshold', `Threshold (${unit})`)}
        {number('hysteresis', `Back by (${unit})`, 'So far within the threshold it is over.')}
        {number('holdSeconds', 'For (seconds)', 'So long it lasts, or is over, before it is told.')}
        <Choice
          label="Priority"
          value={draft.priority}
          options={priorityChoices}
          onChoose={(priority) => onDraft({ ...draft, priority })}
        />
        <Button tone="danger" onClick={onRemove} className="sm:mt-6">
          <Trash2 aria-hidden className="size-4" /> Remove the alert
        </Button>
      </div>
    </div>
  );
}
