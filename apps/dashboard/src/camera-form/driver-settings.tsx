import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { SchemaFieldInput } from '../elements/schema-field-input.tsx';
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
    <SchemaFieldInput
      key={field.name}
      field={field}
      refusal={refusals[field.name]}
      wordsOf={valueText}
      {...props}
    />
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
