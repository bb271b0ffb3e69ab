import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Choice, TextField } from '../elements/form.tsx';
import { valueText } from './driver-words.ts';
import {
  driverFields,
  type DriverDraft,
  type DriverField,
  type DriverType,
} from './driver-fields.ts';

interface DriverSettingsProps {
  readonly type: DriverType;
  readonly draft: DriverDraft;
  readonly refusals: Readonly<Record<string, string>>;
  readonly onDraft: (draft: DriverDraft) => void;
  /** What is said in place of a password that is set already, and never shown; null where none is. */
  readonly passwordNote?: string | null;
}

/** What nearly everybody leaves as it is. */
const rare = new Set([
  'keepOpen',
  'format',
  'mainsHz',
  'rotationDeg',
  'timeScale',
  'anchorAt',
  'certificateChecked',
]);

/** The fields of a driver, each with its unit, its help, and what is wrong with what stands in it. */
export function DriverSettings({ type, refusals, ...props }: DriverSettingsProps) {
  const fields = driverFields(type);
  const seldom = fields.filter(({ name }) => rare.has(name));
  const isWrong = seldom.some(({ name }) => refusals[name] !== undefined);
  const [isOpen, setOpen] = useState(false);
  const show = (field: DriverField) => (
    <Field key={field.name} field={field} refusal={refusals[field.name]} {...props} />
  );
  return (
    <div>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {fields.filter(({ name }) => !rare.has(name)).map(show)}
      </div>
      {seldom.length === 0 ? null : (
        <details
          className="group mt-2"
          open={isOpen || isWrong}
          onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
        >
          <summary className="flex min-h-11 cursor-pointer items-center gap-1.5 text-sm font-medium text-ink-soft">
            <ChevronRight aria-hidden className="size-4 transition group-open:rotate-90" />
            More of the driver
          </summary>
          <div className="mt-1 grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {seldom.map(show)}
          </div>
        </details>
      )}
    </div>
  );
}

function Field({
  field,
  refusal,
  draft,
  onDraft,
  passwordNote = null,
}: Omit<DriverSettingsProps, 'type' | 'refusals'> & {
  field: DriverField;
  refusal: string | undefined;
}) {
  const { name, kind, unit, choices, isOptional, usual, example } = field;
  const label = unit === '' ? field.label : `${field.label} (${unit})`;
  const value = draft[name] ?? '';
  const set = (text: string) => onDraft({ ...draft, [name]: text });
  const help = kind === 'secret' && passwordNote !== null ? passwordNote : field.help;
  if (kind === 'choice' || kind === 'switch') {
    const values = kind === 'switch' ? ['true', 'false'] : choices;
    const none = isOptional && usual === '' ? [{ value: '', text: 'None' }] : [];
    const words = (one: string) =>
      kind === 'switch' ? (one === 'true' ? 'Checked' : 'Not checked') : valueText(name, one);
    return (
      <Choice
        label={label}
        help={help}
        value={value}
        options={[...none, ...values.map((one) => ({ value: one, text: words(one) }))]}
        onChoose={set}
      />
    );
  }
  return (
    <TextField
      label={label}
      help={help}
      refusal={refusal}
      type={kind === 'number' ? 'number' : kind === 'secret' ? 'password' : 'text'}
      step={kind === 'number' ? 'any' : undefined}
      inputMode={name === 'url' ? 'url' : undefined}
      // A browser must not put its own person's password into a camera.
      autoComplete={kind === 'secret' ? 'new-password' : 'off'}
      placeholder={kind === 'secret' && passwordNote !== null ? '••••••••' : example}
      value={value}
      onChange={(event) => set(event.target.value)}
    />
  );
}
