import { deviceSchema, type Device } from '@eyrie/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, asJson } from '../api/http.ts';
import { deviceQuery, sessionQuery } from '../api/queries.ts';
import { Editable } from './editable.tsx';
import { EditForm, type FieldSpec, type Seen } from './edit-form.tsx';
import { isOperator } from '../settings/rights.ts';

const specs: readonly FieldSpec[] = [
  { name: 'name', label: 'Name', required: true, maxLength: 100 },
  { name: 'notes', label: 'Notes', kind: 'notes', maxLength: 2_000 },
];

const seenOf = ({ revision, name, notes }: Device): Seen => ({ revision, fields: { name, notes } });

/** Name and notes of a device. */
export function DeviceEdit({ device }: { device: Device }) {
  const cache = useQueryClient();
  const session = useQuery(sessionQuery).data;
  return (
    <Editable
      title="Edit device"
      notes={device.notes}
      mayEdit={isOperator(session)}
      form={(done) => (
        <EditForm
          specs={specs}
          seen={seenOf(device)}
          done={done}
          readAgain={async () =>
            seenOf(await cache.query({ ...deviceQuery(device.id), staleTime: 0 }))
          }
          save={async (change, revision) => {
            const path = `/v1/devices/${device.id}`;
            const changed = await ask(path, deviceSchema, asJson('PATCH', change, revision));
            cache.setQueryData(['device', device.id], changed);
            await cache.invalidateQueries({ queryKey: ['devices'] });
          }}
        />
      )}
    />
  );
}
