import type { Place } from '@eyrie/schedule';
import { Plus } from 'lucide-react';
import { Button } from '../elements/form.tsx';
import { newDraft, type CheckedDraft, type ScheduleDraft } from './schedule-draft.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { SchedulePreviewCard } from './schedule-preview-card.tsx';

const schedulesMax = 32;

/** All schedules of a camera, and what follows from those that hold. */
export function ScheduleList({
  drafts,
  checked,
  place,
  onDrafts,
}: {
  drafts: readonly ScheduleDraft[];
  checked: readonly CheckedDraft[];
  /** Null until it is known: then there is nothing to compute a preview from. */
  place: Place | null;
  onDrafts: (drafts: readonly ScheduleDraft[]) => void;
}) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="space-y-4">
        {drafts.map((draft, index) => (
          <ScheduleFields
            key={index}
            draft={draft}
            refusals={checked[index]?.refusals ?? {}}
            onDraft={(changed) => onDrafts(drafts.with(index, changed))}
            onRemove={drafts.length === 1 ? null : () => onDrafts(drafts.toSpliced(index, 1))}
          />
        ))}
        <Button
          disabled={drafts.length >= schedulesMax}
          onClick={() => onDrafts([...drafts, newDraft(drafts)])}
        >
          <Plus aria-hidden className="size-4" /> Add a schedule
        </Button>
      </div>
      {place ? (
        <div className="lg:sticky lg:top-20">
          <SchedulePreviewCard
            schedules={checked.flatMap(({ schedule }) => schedule ?? [])}
            place={place}
          />
        </div>
      ) : null}
    </div>
  );
}
