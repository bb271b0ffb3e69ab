import { ArrowRight } from 'lucide-react';
import { Button } from '../elements/form.tsx';
import { changedMeanwhile, type ChangedField, type Fields } from './meanwhile.ts';

interface MeanwhileProps {
  readonly labels: Readonly<Record<string, string>>;
  readonly before: Fields;
  readonly mine: Fields;
  readonly theirs: Fields;
  readonly isPending: boolean;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

/** What somebody else changed while a form was open, and what to do about it. */
export function Meanwhile({ labels, before, mine, theirs, ...decision }: MeanwhileProps) {
  const changed = changedMeanwhile(before, mine, theirs);
  const isContested = changed.some((one) => one.mine !== null);
  return (
    <div role="alert" className="space-y-3 rounded-xl bg-late-ground p-4">
      <p className="text-sm font-medium text-late">
        Somebody else has changed it meanwhile. Nothing of yours is saved yet.
      </p>
      {changed.length === 0 ? (
        <p className="text-sm">What it says now is what you want as well.</p>
      ) : (
        <ul className="space-y-2 text-sm">
          {changed.map((one) => (
            <li key={one.field}>
              <Changed label={labels[one.field] ?? one.field} {...one} />
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" disabled={decision.isPending} onClick={decision.keepMine}>
          {isContested ? 'Save mine over it' : 'Keep both changes'}
        </Button>
        <Button disabled={decision.isPending} onClick={decision.takeTheirs}>
          Drop mine, show theirs
        </Button>
      </div>
    </div>
  );
}

function Changed({ label, before, theirs, mine }: ChangedField & { label: string }) {
  return (
    <>
      <span className="font-medium">{label}: </span>
      <span className="break-words text-ink-soft">
        {shown(before)} <ArrowRight aria-label="is now" className="inline size-3.5" />{' '}
        <strong className="font-semibold text-ink">{shown(theirs)}</strong>
      </span>
      {mine === null ? null : <span className="break-words"> (you want {shown(mine)})</span>}
    </>
  );
}

const shown = (value: string) => (value === '' ? 'nothing' : `“${value}”`);
