import type { ConfigurationLayer, ConfigurationVersion } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { History, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { diffQuery, versionsQuery } from './configuration-queries.ts';
import { Differences } from '../elements/differences.tsx';

/** Who changed what, when and why; each version can be looked at and made the newest again. */
export function HistoryCard({
  layer,
  onRollBack,
}: {
  layer: ConfigurationLayer;
  onRollBack: ((version: number) => void) | null;
}) {
  const versions = useQuery(versionsQuery(layer.target_id));
  return (
    <Card className="p-5">
      <SectionTitle
        aside={layer.version === 0 ? 'nothing set yet' : `version ${layer.version} now`}
      >
        History
      </SectionTitle>
      <Answer query={versions} skeleton={<Skeleton className="h-40" />}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="text-sm text-ink-faint">
              Nothing was ever set here; everything comes from above.
            </p>
          ) : (
            <ol className="divide-y divide-line">
              {page.items.map((version) => (
                <VersionRow
                  key={version.version}
                  version={version}
                  layer={layer}
                  onRollBack={onRollBack}
                />
              ))}
            </ol>
          )
        }
      </Answer>
    </Card>
  );
}

function VersionRow({
  version: { version, reason, changed_by, changed_at, rolled_back_to },
  layer,
  onRollBack,
}: {
  version: ConfigurationVersion;
  layer: ConfigurationLayer;
  onRollBack: ((version: number) => void) | null;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 grow basis-48">
          <p className="text-sm font-medium">
            <span className="numbers mr-2 rounded-md bg-sunken px-1.5 py-0.5 text-xs text-ink-soft">
              {version}
            </span>
            {reason}
          </p>
          <p className="mt-1 text-xs break-words text-ink-faint">
            {changed_by}, <AgeText since={changed_at} />
            {rolled_back_to === null ? '' : ` · back to version ${rolled_back_to}`}
          </p>
        </div>
        <span className="flex gap-2">
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <History aria-hidden className="size-4" /> Changes
          </Button>
          {onRollBack && version !== layer.version ? (
            <Button onClick={() => onRollBack(version)}>
              <Undo2 aria-hidden className="size-4" /> Back to it
            </Button>
          ) : null}
        </span>
      </div>
      {isOpen ? <VersionChanges targetId={layer.target_id} version={version} /> : null}
    </li>
  );
}

function VersionChanges({ targetId, version }: { targetId: string; version: number }) {
  const diff = useQuery(diffQuery(targetId, version - 1, version));
  return (
    <div className="mt-3 rounded-xl bg-sunken px-3.5 py-2">
      <Answer query={diff} skeleton={<Skeleton className="h-12" />}>
        {({ changes }) => <Differences changes={changes} empty="The same as the version before." />}
      </Answer>
    </div>
  );
}
