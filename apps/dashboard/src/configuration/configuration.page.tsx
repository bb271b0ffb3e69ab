import type { ConfigurationLayer, Session, SettingsLayer } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Braces, Eye, ListChecks } from 'lucide-react';
import { useState } from 'react';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Button } from '../elements/form.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { effectiveQuery, layerQuery, type Wish } from './configuration-queries.ts';
import { HistoryCard } from './history-card.tsx';
import { JsonEditor } from './json-editor.tsx';
import { RolloutCard } from './rollout-card.tsx';
import { faultsOf } from './setting-fields.ts';
import { SettingsForm } from './settings-form.tsx';
import { WishPanel } from './wish-panel.tsx';

/** The configuration of the organisation, a site or a device. */
export function ConfigurationPage({ targetId, session }: { targetId: string; session: Session }) {
  const layer = useQuery(layerQuery(targetId));
  return (
    <>
      <Breadcrumb targetId={targetId} session={session} />
      <Answer query={layer} skeleton={<Skeleton className="h-96" />}>
        {(found) => (
          // A draft begins anew where somebody looks at another layer.
          <LayerView key={found.target_id} layer={found} mayChange={mayChange(session, found)} />
        )}
      </Answer>
    </>
  );
}

/** As the cloud's table of rights says; the cloud decides all the same. */
function mayChange({ role, site_ids }: Session, { scope }: ConfigurationLayer): boolean {
  if (scope !== 'organisation') return role !== 'viewer';
  return (role === 'owner' || role === 'admin') && site_ids === null;
}

/** A draft, and the version that it is a change of: another one may come while somebody edits. */
interface Edited {
  readonly settings: SettingsLayer;
  readonly seenVersion: number;
}

function LayerView({ layer, mayChange }: { layer: ConfigurationLayer; mayChange: boolean }) {
  const [edited, setEdited] = useState<Edited | null>(null);
  const [isText, setText] = useState(false);
  const [isTextBad, setTextBad] = useState(false);
  const [wish, setWish] = useState<Wish | null>(null);
  const effective = useQuery(effectiveQuery(layer.target_id));
  const draft = edited?.settings ?? layer.settings;
  const seenVersion = edited?.seenVersion ?? layer.version;
  const faults = faultsOf(draft);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(layer.settings);
  const forget = () => {
    setEdited(null);
    setWish(null);
    setTextBad(false);
    setText(false);
  };
  const edit = (next: SettingsLayer | null) => {
    setWish(null);
    setTextBad(next === null);
    if (next) setEdited({ settings: next, seenVersion });
  };
  return (
    <div className="space-y-6">
      <RolloutCard targetId={layer.target_id} />
      <section>
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-lg font-semibold tracking-tight">
            Settings {mayChange ? '' : <span className="text-ink-faint">(read only)</span>}
          </h2>
          <Button onClick={() => setText(!isText)}>
            {isText ? (
              <ListChecks aria-hidden className="size-4" />
            ) : (
              <Braces aria-hidden className="size-4" />
            )}
            {isText ? 'As a form' : 'As JSON'}
          </Button>
        </div>
        {isText ? (
          <JsonEditor draft={draft} isReadOnly={!mayChange} onChange={edit} />
        ) : (
          <Answer query={effective} skeleton={<Skeleton className="h-96" />}>
            {(found) => (
              <SettingsForm
                draft={draft}
                effective={found}
                faults={faults}
                isReadOnly={!mayChange}
                onChange={edit}
              />
            )}
          </Answer>
        )}
      </section>
      {wish ? (
        <WishPanel
          targetId={layer.target_id}
          seenVersion={seenVersion}
          wish={wish}
          onClose={() => setWish(null)}
          onDone={forget}
        />
      ) : null}
      {isChanged && !wish ? (
        <div className="sticky bottom-20 z-10 flex flex-wrap items-center justify-between gap-3 rounded-2xl border border-accent bg-raised px-4 py-3 shadow-card md:bottom-4">
          <p className="text-sm">
            {seenVersion !== layer.version
              ? `Version ${layer.version} has come meanwhile: forget yours, and look at it.`
              : faults.size > 0 || isTextBad
                ? 'Something does not fit yet.'
                : 'Not applied yet.'}
          </p>
          <span className="flex gap-2">
            <Button onClick={forget}>Forget it</Button>
            <Button
              tone="primary"
              disabled={faults.size > 0 || isTextBad || seenVersion !== layer.version}
              onClick={() => setWish({ kind: 'change', settings: draft })}
            >
              <Eye aria-hidden className="size-4" /> Preview
            </Button>
          </span>
        </div>
      ) : null}
      <HistoryCard
        layer={layer}
        onRollBack={mayChange ? (version) => setWish({ kind: 'rollback', version }) : null}
      />
    </div>
  );
}
