import { settingsLayerSchema, type SettingsLayer } from '@eyrie/contracts';
import { useState } from 'react';
import { Card } from '../elements/card.tsx';
import { faultsOf } from './setting-fields.ts';

/** The layer as text, for those who paste. What does not fit the schema is named, and not taken. */
export function JsonEditor({
  draft,
  isReadOnly,
  onChange,
}: {
  draft: SettingsLayer;
  isReadOnly: boolean;
  onChange: (draft: SettingsLayer | null) => void;
}) {
  const [text, setText] = useState(() => JSON.stringify(draft, null, 2));
  const faults = faultsOfText(text);
  const edit = (next: string) => {
    setText(next);
    const parsed =
      faultsOfText(next).length === 0 ? settingsLayerSchema.parse(JSON.parse(next)) : null;
    onChange(parsed);
  };
  return (
    <Card className="p-5">
      <label className="text-sm font-medium" htmlFor="layer-json">
        This layer as JSON
      </label>
      <p className="mt-1 text-xs text-ink-faint">
        Objects merge with what is above, everything else replaces it, null goes back to the
        default.
      </p>
      <textarea
        id="layer-json"
        spellCheck={false}
        readOnly={isReadOnly}
        rows={Math.min(24, Math.max(10, text.split('\n').length + 1))}
        aria-invalid={faults.length > 0}
        aria-describedby="layer-json-faults"
        className="mt-3 block w-full rounded-xl border border-line bg-ground p-3.5 font-mono text-sm outline-none focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/40 aria-invalid:border-bad"
        value={text}
        onChange={({ target }) => edit(target.value)}
      />
      <ul id="layer-json-faults" aria-live="polite" className="mt-2 space-y-1 text-sm text-bad">
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </Card>
  );
}

function faultsOfText(text: string): string[] {
  try {
    return [...faultsOf(JSON.parse(text))].map(([path, message]) => `${path} ${message}`);
  } catch (error) {
    return [error instanceof Error ? error.message : 'This is not JSON.'];
  }
}
