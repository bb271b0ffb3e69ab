import { useQuery } from '@tanstack/react-query';
import { sitesQuery } from '../api/queries.ts';

/** At which sites a role is granted: all of them, or those that are ticked. */
export function SiteChoice({
  value,
  onChange,
}: {
  value: string[] | null;
  onChange: (value: string[] | null) => void;
}) {
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const chip =
    'flex min-h-11 cursor-pointer items-center gap-2 rounded-xl border border-line bg-ground px-3.5 text-sm has-checked:border-accent has-checked:text-accent';
  const toggle = (id: string, isOn: boolean) => {
    const rest = (value ?? []).filter((one) => one !== id);
    const next = isOn ? [...rest, id] : rest;
    onChange(next.length === 0 ? null : next);
  };
  return (
    <fieldset>
      <legend className="text-sm font-medium">Sites</legend>
      <div className="mt-1 flex flex-wrap gap-2">
        <label className={chip}>
          <input type="checkbox" checked={value === null} onChange={() => onChange(null)} /> All
          sites
        </label>
        {sites.map((site) => (
          <label key={site.id} className={chip}>
            <input
              type="checkbox"
              checked={value?.includes(site.id) ?? false}
              onChange={(event) => toggle(site.id, event.target.checked)}
            />
            {site.name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function SitesText({ siteIds }: { siteIds: readonly string[] | null }) {
  const sites = useQuery(sitesQuery).data?.items ?? [];
  if (siteIds === null) return <>All sites</>;
  const names = siteIds.map((id) => sites.find((site) => site.id === id)?.name ?? 'a site');
  return <>{names.join(', ')}</>;
}
