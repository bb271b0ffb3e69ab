import { Plus, Trash2 } from 'lucide-react';
import { Button, Choice, TextField } from '../elements/form.tsx';
import { SchemaFieldInput } from '../elements/schema-field-input.tsx';
import { AlertFields } from './alert-fields.tsx';
import { ReadingFields } from './reading-fields.tsx';
import {
  hasReadings,
  newAlert,
  newReading,
  ofKind,
  sensorFields,
  type SensorDraft,
  type SensorRefusals,
} from './sensor-draft.ts';
import { driverValueText, kindChoices } from './sensor-words.ts';

interface SensorFieldsProps {
  readonly draft: SensorDraft;
  readonly refusals: SensorRefusals;
  readonly onDraft: (draft: SensorDraft) => void;
  readonly onRemove: () => void;
}

const listMax = 16;

/** One sensor: how it is asked, how often, and when it raises an alert. */
export function SensorFields({ draft, refusals, onDraft, onRemove }: SensorFieldsProps) {
  const { kind, readings, alerts } = draft;
  return (
    <fieldset className="min-w-0 rounded-xl border border-line p-4">
      <legend className="px-1 text-sm font-semibold">{draft.name.trim() || 'Sensor'}</legend>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <TextField
          label="Name of the sensor"
          help="Its readings are kept under it."
          autoComplete="off"
          value={draft.name}
          refusal={refusals['name']}
          onChange={({ target }) => onDraft({ ...draft, name: target.value })}
        />
        <Choice
          label="Kind"
          value={kind}
          options={kindChoices}
          onChoose={(chosen) => onDraft(ofKind(draft, chosen))}
        />
        <TextField
          label="Asked every (seconds)"
          type="number"
          step="any"
          value={draft.intervalSeconds}
          refusal={refusals['intervalSeconds']}
          onChange={({ target }) => onDraft({ ...draft, intervalSeconds: target.value })}
        />
        {sensorFields(kind).map((field) => (
          <SchemaFieldInput
            key={`${kind} ${field.name}`}
            field={field}
            draft={draft.driver}
            refusal={refusals[`driver.${field.name}`]}
            wordsOf={driverValueText}
            onDraft={(driver) => onDraft({ ...draft, driver })}
          />
        ))}
      </div>
      {hasReadings(kind) ? (
        <Rows
          title="What stands where in its JSON"
          refusal={refusals['driver.values']}
          add={
            <Button
              disabled={readings.length >= listMax}
              onClick={() => onDraft({ ...draft, readings: [...readings, newReading] })}
            >
              <Plus aria-hidden className="size-4" /> Add a reading
            </Button>
          }
        >
          {readings.map((reading, index) => (
            <ReadingFields
              key={index}
              draft={reading}
              refusals={below(refusals, `driver.values.${index}.`)}
              onDraft={(one) => onDraft({ ...draft, readings: readings.with(index, one) })}
              onRemove={() => onDraft({ ...draft, readings: readings.toSpliced(index, 1) })}
            />
          ))}
        </Rows>
      ) : null}
      <Rows
        title="Alerts"
        refusal={refusals['alerts']}
        add={
          <Button
            disabled={alerts.length >= listMax}
            onClick={() => onDraft({ ...draft, alerts: [...alerts, newAlert(alerts)] })}
          >
            <Plus aria-hidden className="size-4" /> Add an alert
          </Button>
        }
      >
        {alerts.map((alert, index) => (
          <AlertFields
            key={index}
            draft={alert}
            refusals={below(refusals, `alerts.${index}.`)}
            onDraft={(one) => onDraft({ ...draft, alerts: alerts.with(index, one) })}
            onRemove={() => onDraft({ ...draft, alerts: alerts.toSpliced(index, 1) })}
          />
        ))}
      </Rows>
      <div className="mt-4 flex justify-end border-t border-line pt-4">
        <Button tone="danger" onClick={onRemove}>
          <Trash2 aria-hidden className="size-4" /> Remove this sensor
        </Button>
      </div>
    </fieldset>
  );
}

function Rows({
  title,
  refusal,
  add,
  children,
}: {
  title: string;
  refusal: string | undefined;
  add: React.ReactNode;
  children: readonly React.ReactNode[];
}) {
  return (
    <div className="mt-5 border-t border-line pt-4">
      <h4 className="text-sm font-semibold">{title}</h4>
      {refusal === undefined ? null : (
        <p className="mt-1 text-xs font-medium text-bad">{refusal}</p>
      )}
      <div className="mt-3 space-y-4">{children}</div>
      <div className="mt-3">{add}</div>
    </div>
  );
}

/** The refusals of a part, by its own fields. */
function below(refusals: SensorRefusals, prefix: string): SensorRefusals {
  return Object.fromEntries(
    Object.entries(refusals)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]) => [path.slice(prefix.length), text]),
  );
}
