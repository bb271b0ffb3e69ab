import type { DeviceCounts, Presence, Site } from '@eyrie/contracts';
import { Search } from 'lucide-react';
import { Choice } from '../elements/form.tsx';

export interface DeviceSearch {
  readonly q: string | undefined;
  readonly site: string | undefined;
  readonly state: Presence | undefined;
}

interface DeviceFilterProps {
  readonly search: DeviceSearch;
  readonly sites: readonly Site[];
  /** Of the devices that site and text leave; absent while they are counted. */
  readonly counts: DeviceCounts | undefined;
  readonly onSearch: (search: DeviceSearch) => void;
}

const states = ['online', 'late', 'offline', 'new'] as const satisfies Presence[];

export function DeviceFilter({ search, sites, counts, onSearch }: DeviceFilterProps) {
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <label className="relative min-w-56 flex-1">
        <span className="sr-only">Find a device</span>
        <Search
          aria-hidden
          className="absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-ink-faint"
        />
        <input
          type="search"
          value={search.q ?? ''}
          placeholder="Name, notes, hardware or version"
          maxLength={100}
          onChange={(event) => onSearch({ ...search, q: event.target.value || undefined })}
          className="h-11 w-full rounded-xl border border-line bg-surface pr-3 pl-10 text-base sm:text-sm"
        />
      </label>
      {sites.length > 1 || search.site !== undefined ? (
        <div className="min-w-40 flex-1 sm:flex-none">
          <Choice
            label="Site"
            isLabelHidden
            value={search.site ?? ''}
            options={[
              { value: '', text: 'Every site' },
              ...sites.map(({ id, name }) => ({ value: id, text: name })),
            ]}
            onChoose={(site) => onSearch({ ...search, site: site === '' ? undefined : site })}
          />
        </div>
      ) : null}
      <div role="group" aria-label="State" className="grid w-full grid-cols-4 gap-2 sm:w-auto">
        {states.map((presence) => (
          <button
            key={presence}
            type="button"
            aria-pressed={search.state === presence}
            onClick={() =>
              onSearch({ ...search, state: search.state === presence ? undefined : presence })
            }
            className="h-11 rounded-xl border border-line bg-surface px-2 text-sm capitalize hover:bg-sunken aria-pressed:border-accent aria-pressed:text-accent sm:px-4"
          >
            {presence}{' '}
            <span className="numbers text-ink-faint">
              {counts?.[presence].toLocaleString() ?? ''}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
