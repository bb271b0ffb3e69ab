import { siteSchema, type Site } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask } from '../api/http.ts';
import { Button, Refusal, TextField } from '../elements/form.tsx';

const timeZones = Intl.supportedValuesOf('timeZone');
const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface NewSiteProps {
  readonly made?: (site: Site) => void;
  /** Absent where there is nothing else to do. */
  readonly leave?: () => void;
}

/** Makes a site: its name, and its place, since schedules follow the sun. */
export function NewSite({ made, leave }: NewSiteProps) {
  const cache = useQueryClient();
  const [fields, setFields] = useState({
    name: '',
    latitude: '',
    longitude: '',
    time_zone: ownTimeZone,
  });
  const make = useMutation({
    mutationFn: () => {
      const { latitude, longitude, ...texts } = fields;
      const body = { ...texts, latitude: Number(latitude), longitude: Number(longitude) };
      return ask('/v1/sites', siteSchema, asJson('POST', body));
    },
    onSuccess: async (site) => {
      await cache.invalidateQueries({ queryKey: ['sites'] });
      made?.(site);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    required: true,
    onChange: ({ target }: { target: { value: string } }) =>
      setFields({ ...fields, [name]: target.value }),
  });
  const degrees = { type: 'number', step: 'any', inputMode: 'decimal' } as const;
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Name" maxLength={100} autoComplete="off" {...field('name')} />
        <TextField label="Time zone" list="new-site-zones" {...field('time_zone')} />
        <datalist id="new-site-zones">
          {timeZones.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <TextField
          label="Latitude (°, north)"
          min={-90}
          max={90}
          {...degrees}
          {...field('latitude')}
        />
        <TextField
          label="Longitude (°, east)"
          min={-180}
          max={180}
          {...degrees}
          {...field('longitude')}
        />
      </div>
      <Refusal error={make.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" disabled={make.isPending}>
          {make.isPending ? 'Making it…' : 'Make the site'}
        </Button>
        {leave ? <Button onClick={leave}>Not now</Button> : null}
      </div>
    </form>
  );
}
