import type { EffectiveConfiguration, SettingOrigin, SettingsLayer } from '@eyrie/contracts';
import { RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { Card } from '../elements/card.tsx';
import { valueText } from '../elements/value-text.ts';
import { SensorsSetting } from '../sensors/sensors-setting.tsx';
import { fieldLook } from './field-look.ts';
import { ownValue, settingFields, withValue, type SettingField } from './setting-fields.ts';
import { namesText, readableText } from './value-text.ts';

const fields = settingFields();
const sections = [...new Set(fields.map(({ section }) => section))];

const originText: Record<SettingOrigin, string> = {
  default: 'by default',
  organisation: 'from the organisation',
  site: 'from the site',
  device: 'from the device',
};

interface SettingsFormProps {
  draft: SettingsLayer;
  effective: EffectiveConfiguration;
  faults: ReadonlyMap<string, string>;
  isReadOnly: boolean;
  onChange: (draft: SettingsLayer) => void;
}

/** Every value that can be set, with where it comes from while nothing is set here. */
export function SettingsForm(props: SettingsFormProps) {
  return (
    <>
      <div className="gap-4 lg:columns-2">
        {sections
          .filter((section) => !isWide(section))
          .map((section) => (
            <SectionCard key={section} section={section} {...props} />
          ))}
      </div>
      {sections.filter(isWide).map((section) => (
        <SectionCard key={section} section={section} {...props} />
      ))}
    </>
  );
}

/** What has forms within its form takes the whole width. */
const isWide = (section: string): boolean =>
  fields.some((field) => field.section === section && field.kind === 'list');

function SectionCard({ section, ...props }: SettingsFormProps & { section: string }) {
  return (
    <Card className="mb-4 break-inside-avoid p-5">
      <h3 className="mb-1 font-semibold tracking-tight capitalize">{section}</h3>
      <div className="divide-y divide-line">
        {fields
          .filter((field) => field.section === section)
          .map((field) => (
            <FieldRow key={field.path} field={field} {...props} />
          ))}
      </div>
    </Card>
  );
}

function FieldRow({
  field,
  draft,
  effective,
  faults,
  isReadOnly,
  onChange,
}: SettingsFormProps & { field: SettingField }) {
  const id = useId();
  const own = ownValue(draft, field);
  const known = effective.values.find(({ path }) => path === field.path);
  const fault = faults.get(field.path);
  const set = (value: unknown) => onChange(withValue(draft, field, value));
  const isOwn = own !== undefined;
  const ownReadable = readableText(own, field.unit);
  const isList = field.kind === 'list';
  return (
    <div className="py-4 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <label
          htmlFor={isList ? undefined : id}
          className="min-w-0 grow basis-24 text-sm font-medium"
        >
          {field.label}
          {field.unit ? <span className="font-normal text-ink-faint"> · {field.unit}</span> : null}
        </label>
        {isList ? null : (
          <FieldInput
            id={id}
            field={field}
            value={own ?? null}
            inherited={known?.inherited}
            describedBy={`${id}-about`}
            isInvalid={fault !== undefined}
            isReadOnly={isReadOnly}
            onSet={set}
          />
        )}
      </div>
      <div id={`${id}-about`} className="mt-1 text-xs text-ink-faint">
        <p>{field.description}</p>
        {fault ? <p className="mt-1 font-medium text-bad">{fault}</p> : null}
        <p className="mt-1 flex min-h-8 flex-wrap items-center gap-x-2">
          {isOwn ? (
            <>
              <span className="rounded-md bg-accent/12 px-1.5 py-0.5 font-medium text-accent">
                set here{ownReadable ? `: ${ownReadable}` : ''}
              </span>
              {isReadOnly ? null : (
                <button
                  type="button"
                  onClick={() => set(undefined)}
                  aria-label={`${field.label}: take back, use what is inherited`}
                  className="inline-flex min-h-8 items-center gap-1 rounded-md px-1.5 font-medium text-ink-soft hover:bg-sunken"
                >
                  <RotateCcw aria-hidden className="size-3.5" /> take back
                </button>
              )}
            </>
          ) : (
            <span className="rounded-md bg-sunken px-1.5 py-0.5 text-ink-soft">
              {inheritedText(known?.inherited, field.unit)}{' '}
              {originText[inheritedOrigin(effective, field.path)]}
            </span>
          )}
        </p>
      </div>
      {isList ? (
        <div role="group" aria-label={field.label} className="mt-4">
          <SensorsSetting
            own={own}
            inherited={known?.inherited}
            isReadOnly={isReadOnly}
            onSet={set}
          />
        </div>
      ) : null}
    </div>
  );
}

function inheritedText(value: unknown, unit: string): string {
  if (value === null || value === undefined) return 'as the device itself says,';
  const readable = readableText(value, unit);
  return readable === null ? namesText(value) : `${valueText(value)} (${readable})`;
}

/** Where a value comes from that is not set here; what was set here and is taken back is above. */
function inheritedOrigin({ values, scope }: EffectiveConfiguration, path: string): SettingOrigin {
  const origin = values.find((value) => value.path === path)?.origin ?? 'default';
  if (origin !== scope) return origin;
  return scope === 'device' ? 'site' : scope === 'site' ? 'organisation' : 'default';
}

interface FieldInputProps {
  id: string;
  field: SettingField;
  value: unknown;
  inherited: unknown;
  describedBy: string;
  isInvalid: boolean;
  isReadOnly: boolean;
  onSet: (value: unknown) => void;
}

function FieldInput({ id, field, value, inherited, onSet, ...rest }: FieldInputProps) {
  const common = {
    id,
    disabled: rest.isReadOnly,
    'aria-describedby': rest.describedBy,
    'aria-invalid': rest.isInvalid,
  };
  if (field.kind === 'number') {
    return (
      <input
        {...common}
        type="number"
        inputMode="decimal"
        min={field.minimum ?? undefined}
        max={field.maximum ?? undefined}
        step={field.isInteger ? 1 : 'any'}
        className={`numbers w-36 sm:w-44 text-right aria-invalid:border-bad ${fieldLook}`}
        placeholder={valueText(inherited)}
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => onSet(target.value === '' ? undefined : target.valueAsNumber)}
      />
    );
  }
  const choices = field.kind === 'switch' ? ['on', 'off'] : field.choices;
  const toValue = (text: string): unknown => (field.kind === 'switch' ? text === 'on' : text);
  return (
    <select
      {...common}
      className={`w-36 sm:w-44 ${fieldLook}`}
      value={value === null ? '' : valueText(value)}
      onChange={({ target }) => onSet(target.value === '' ? undefined : toValue(target.value))}
    >
      <option value="">inherited</option>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}
