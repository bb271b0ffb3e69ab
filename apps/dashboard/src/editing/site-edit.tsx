import { siteSchema, type Site } from '@eyrie/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, asJson } from '../api/http.ts';
import { sessionQuery, siteQuery } from '../api/queries.ts';
import { Editable } from './editable.tsx';
import { EditForm, type FieldSpec, type Seen } from './edit-form.tsx';
import { isAdminSomewhere } from '../settings/rights.ts';

const specs: readonly FieldSpec[] = [
  { name: 'name', label: 'Name', required: true, maxLength: 100 },
  {
    name: 'time_zone',
    label: 'Time zone',
    required: true,
    maxLength: 64,
    choices: Intl.supportedValuesOf('timeZone'),
  },
  {
    name: 'latitude',
    label: 'Latitude (°, north)',
    kind: 'number',
    required: true,
    min: -90,
    max: 90,
  },
  {
    name: 'longitude',
    label: 'Longitude (°, east)',
    kind: 'number',
    required: true,
    min: -180,
    max: 180,
  },
  { name: 'notes', label: 'Notes', kind: 'notes', maxLength: 2_000 },
];

const seenOf = ({ revision, name, time_zone, latitude, longitude, notes }: Site): Seen => ({
  revision,
  fields: { name, time_zone, latitude: String(latitude), longitude: String(longitude), notes },
});

/** Name, place and notes of a site. Another place is another sun: its workers are told. */
export function SiteEdit({ site }: { site: Site }) {
  const cache = useQueryClient();
  const session = useQuery(sessionQuery).data;
  return (
    <Editable
      title="Edit site"
      notes={site.notes}
      mayEdit={isAdminSomewhere(session)}
      form={(done) => (
        <EditForm
          specs={specs}
          seen={seenOf(site)}
          done={done}
          readAgain={async () => seenOf(await cache.query({ ...siteQuery(site.id), staleTime: 0 }))}
          save={async ({ latitude, longitude, ...texts }, revision) => {
            const change = {
              ...texts,
              ...(latitude === undefined ? {} : { latitude: Number(latitude) }),
              ...(longitude === undefined ? {} : { longitude: Number(longitude) }),
            };
            const path = `/v1/sites/${site.id}`;
            const changed = await ask(path, siteSchema, asJson('PATCH', change, revision));
            cache.setQueryData(['site', site.id], changed);
            await cache.invalidateQueries({ queryKey: ['sites'] });
          }}
        />
      )}
    />
  );
}
