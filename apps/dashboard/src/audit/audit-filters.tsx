import { useNavigate } from '@tanstack/react-router';
import { Button, Choice, TextField } from '../elements/form.tsx';
import { type AuditSearch, isNarrowed } from './audit-search.ts';

const operations = [
  { value: '', text: 'Everything' },
  { value: 'people.', text: 'People' },
  { value: 'invitations.', text: 'Invitations' },
  { value: 'api-keys.', text: 'API keys' },
  { value: 'session.', text: 'Log-ins' },
  { value: 'account.', text: 'Accounts' },
  { value: 'sites.', text: 'Sites' },
  { value: 'cameras.', text: 'Cameras' },
  { value: 'configurations.', text: 'Configuration' },
  { value: 'commands.', text: 'Commands' },
  { value: 'provisioning-tokens.', text: 'Provisioning' },
  { value: 'edge.enrol', text: 'Enrolments' },
  { value: 'audit.', text: 'The log itself' },
] as const;

const results = [
  { value: '', text: 'Done and refused' },
  { value: 'done', text: 'Done' },
  { value: 'refused', text: 'Refused' },
] as const;

/** What is shown stands in the address, so that it can be kept and passed on. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate();
  const show = (change: AuditSearch) =>
    void navigate({ to: '/audit', search: { ...search, ...change }, replace: true });
  const known = operations.some(({ value }) => value === (search.operation ?? ''));
  const options = known
    ? operations
    : [...operations, { value: search.operation ?? '', text: search.operation ?? '' }];
  return (
    <search className="mb-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-[repeat(4,minmax(0,1fr))_auto] lg:items-end">
      <Choice
        label="What"
        value={search.operation ?? ''}
        options={options}
        onChoose={(operation) => show({ operation: operation || undefined })}
      />
      <Choice
        label="Result"
        value={search.result ?? ''}
        options={results}
        onChoose={(result) => show({ result: result === '' ? undefined : result })}
      />
      <TextField
        label="From"
        type="date"
        value={search.from ?? ''}
        max={search.to}
        onChange={(event) => show({ from: event.target.value || undefined })}
      />
      <TextField
        label="To"
        type="date"
        value={search.to ?? ''}
        min={search.from}
        onChange={(event) => show({ to: event.target.value || undefined })}
      />
      <Button
        disabled={!isNarrowed(search)}
        onClick={() => void navigate({ to: '/audit', search: {}, replace: true })}
      >
        Show all
      </Button>
    </search>
  );
}
