import { Choice, TextField } from './form.tsx';
import type { SchemaDraft, SchemaField } from './schema-fields.ts';

interface SchemaFieldInputProps {
  readonly field: SchemaField;
  readonly refusal: string | undefined;
  readonly draft: SchemaDraft;
  readonly onDraft: (draft: SchemaDraft) => void;
  /** A value of a choice in words. */
  readonly wordsOf?: (name: string, value: string) => string;
  /** What is said in place of a password that is set already, and never shown; null where none is. */
  readonly passwordNote?: string | null;
}

/** One field with its unit, its help, and what is wrong with what stands in it. */
export function SchemaFieldInput({
  field,
  refusal,
  draft,
  onDraft,
  wordsOf = (_, value) => value,
  passwordNote = null,
}: SchemaFieldInputProps) {
  const { name, kind, unit, choices, isOptional, usual, example } = field;
  const label = unit === '' ? field.label : `${field.label} (${unit})`;
  const value = draft[name] ?? '';
  const set = (text: string) => onDraft({ ...draft, [name]: text });
  const help = kind === 'secret' && passwordNote !== null ? passwordNote : field.help;
  if (kind === 'choice' || kind === 'switch') {
    const values = kind === 'switch' ? ['true', 'false'] : choices;
    const none = isOptional && usual === '' ? [{ value: '', text: 'None' }] : [];
    const words = (one: string) =>
      kind === 'switch' ? (one === 'true' ? 'Checked' : 'Not checked') : wordsOf(name, one);
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
