import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { ApiProblem } from '../api/http.ts';
import { Button, Refusal, TextArea, TextField } from '../elements/form.tsx';
import { RadioList, type RadioOption } from '../elements/radio-list.tsx';
import { Meanwhile } from './meanwhile-notice.tsx';
import { changesOf, withTheirs, type Fields } from './meanwhile.ts';

export interface Seen {
  readonly revision: number;
  readonly fields: Fields;
}

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly kind?: 'text' | 'number' | 'notes';
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** One of these and nothing else. */
  readonly options?: readonly RadioOption<string>[];
}

interface EditFormProps {
  readonly specs: readonly FieldSpec[];
  readonly seen: Seen;
  /** Sends the changed fields with the revision that was seen. */
  readonly save: (changes: Fields, revision: number) => Promise<void>;
  /** How it is at the cloud by now. */
  readonly readAgain: () => Promise<Seen>;
  readonly done: () => void;
}

/**
 * Changes what people set of a thing. What arrives while the form is open does not touch it: the cloud
 * refuses a change of something that is another by now, and then a person decides.
 */
export function EditForm({ specs, seen, save, readAgain, done }: EditFormProps) {
  const [before, setBefore] = useState(seen);
  const [mine, setMine] = useState(seen.fields);
  const [theirs, setTheirs] = useState<Seen | null>(null);
  const send = useMutation({
    mutationFn: async ({ onto, wish }: { onto: Seen; wish: Fields }): Promise<Seen | null> => {
      const changes = changesOf(onto.fields, wish);
      if (Object.keys(changes).length === 0) return null;
      try {
        await save(changes, onto.revision);
        return null;
      } catch (error) {
        if (error instanceof ApiProblem && error.problem.status === 412) return readAgain();
        throw error;
      }
    },
    onSuccess: (other) => {
      setTheirs(other);
      if (!other) done();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send.mutate({ onto: before, wish: mine });
  };
  const keepMine = (other: Seen) => {
    const wish = withTheirs(before.fields, mine, other.fields);
    setBefore(other);
    setMine(wish);
    send.mutate({ onto: other, wish });
  };
  const takeTheirs = (other: Seen) => {
    setBefore(other);
    setMine(other.fields);
    setTheirs(null);
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {specs.map((spec) => (
          <EditField
            key={spec.name}
            spec={spec}
            value={mine[spec.name] ?? ''}
            onValue={(value) => setMine({ ...mine, [spec.name]: value })}
          />
        ))}
      </div>
      <Refusal error={send.error} />
      {theirs ? (
        <Meanwhile
          labels={Object.fromEntries(specs.map(({ name, label }) => [name, label]))}
          before={before.fields}
          mine={mine}
          theirs={theirs.fields}
          isPending={send.isPending}
          keepMine={() => keepMine(theirs)}
          takeTheirs={() => takeTheirs(theirs)}
        />
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" tone="primary" disabled={send.isPending}>
            {send.isPending ? 'Saving…' : 'Save'}
          </Button>
          <Button onClick={done}>Leave it</Button>
        </div>
      )}
    </form>
  );
}

interface EditFieldProps {
  readonly spec: FieldSpec;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function EditField({ spec, value, onValue }: EditFieldProps) {
  const { name, label, kind = 'text', required = false, maxLength, min, max, choices } = spec;
  if (spec.options) {
    return (
      <div className="sm:col-span-2">
        <RadioList label={label} value={value} options={spec.options} onChoose={onValue} />
      </div>
    );
  }
  if (kind === 'notes') {
    return (
      <div className="sm:col-span-2">
        <TextArea
          label={label}
          rows={4}
          maxLength={maxLength}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      </div>
    );
  }
  return (
    <>
      <TextField
        label={label}
        type={kind}
        step={kind === 'number' ? 'any' : undefined}
        required={required}
        maxLength={maxLength}
        min={min}
        max={max}
        list={choices ? `choices-${name}` : undefined}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
      {choices ? (
        <datalist id={`choices-${name}`}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}
