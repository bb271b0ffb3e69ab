import { bulkItemsMax, type CommandType } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { Card } from '../elements/card.tsx';
import { Button, Choice } from '../elements/form.tsx';
import { isAdminSomewhere } from '../settings/rights.ts';
import { BulkTrialPanel } from './bulk-trial-panel.tsx';
import { bulkCommandTypes, devicesText, verbOf, type BulkWish } from './bulk-wish.ts';

interface BulkBarProps {
  readonly chosen: ReadonlySet<string>;
  readonly onClear: () => void;
}

type Act = CommandType | 'revoke' | 'decommission';

const toWish = (act: Act): BulkWish =>
  act === 'revoke' || act === 'decommission'
    ? { action: act, reason: '' }
    : { action: 'command', type: act };

/** What to do with the devices that are chosen: tried first, then begun. */
export function BulkBar({ chosen, onClear }: BulkBarProps) {
  const session = useQuery(sessionQuery).data;
  const [act, setAct] = useState<Act>('capture');
  const [isTrying, setTrying] = useState(false);
  const acts: readonly Act[] = isAdminSomewhere(session)
    ? [...bulkCommandTypes, 'revoke', 'decommission']
    : bulkCommandTypes;
  return (
    <Card className="mb-4 border-accent p-4">
      <div className="flex flex-wrap items-end gap-3">
        <p className="w-full text-sm sm:w-auto sm:flex-1" role="status">
          <strong className="font-semibold">{devicesText(chosen.size)} chosen</strong>
          {chosen.size === bulkItemsMax ? ', the most for one operation' : ''}
        </p>
        <div className="min-w-44 flex-1 sm:max-w-56">
          <Choice
            label="What to do with them"
            isLabelHidden
            value={act}
            options={acts.map((value) => ({ value, text: verbOf(toWish(value)) }))}
            onChoose={(value) => {
              setAct(value);
              setTrying(false);
            }}
          />
        </div>
        <Button tone="primary" disabled={isTrying} onClick={() => setTrying(true)}>
          Try it first
        </Button>
        <Button onClick={onClear}>Choose none</Button>
      </div>
      {isTrying ? (
        <BulkTrialPanel
          // Another choice is another trial.
          key={`${act} ${[...chosen].join(' ')}`}
          wish={toWish(act)}
          deviceIds={[...chosen]}
          onLeave={() => setTrying(false)}
        />
      ) : null}
    </Card>
  );
}
