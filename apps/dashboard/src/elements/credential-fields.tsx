import { TextField } from './form.tsx';

interface FieldProps {
  label?: string;
  value: string;
  onType: (text: string) => void;
}

/** The password that somebody has. */
export function PasswordField({ label = 'Your password', value, onType }: FieldProps) {
  return (
    <TextField
      label={label}
      type="password"
      autoComplete="current-password"
      required
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
}

/** A password that is being chosen. */
export function NewPasswordField({ label = 'New password', value, onType }: FieldProps) {
  return (
    <TextField
      label={label}
      type="password"
      autoComplete="new-password"
      minLength={10}
      required
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
}

/** Six digits of the second factor, or a recovery code. */
export function CodeField({ label = 'Code', value, onType }: FieldProps) {
  return (
    <TextField
      label={label}
      inputMode="numeric"
      autoComplete="one-time-code"
      required
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
}
