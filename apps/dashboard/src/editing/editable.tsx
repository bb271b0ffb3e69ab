import { Pencil } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button } from '../elements/form.tsx';

interface EditableProps {
  readonly title: string;
  /** Null where it has none, or cannot have any. */
  readonly notes: string | null;
  readonly mayEdit: boolean;
  readonly form: (done: () => void) => ReactNode;
}

/** What people wrote of a thing, with the form to change it in its place. */
export function Editable({ title, notes, mayEdit, form }: EditableProps) {
  const [isOpen, setOpen] = useState(false);
  const hasNotes = notes !== null && notes !== '';
  if (!mayEdit && !hasNotes) return null;
  if (isOpen) {
    return (
      <Card className="mt-4 p-5">
        <SectionTitle>{title}</SectionTitle>
        {form(() => setOpen(false))}
      </Card>
    );
  }
  return (
    <div className="mt-3 flex flex-wrap items-start justify-end gap-3">
      {hasNotes ? (
        <p className="min-w-0 flex-1 basis-60 py-2.5 text-sm break-words whitespace-pre-wrap text-ink-soft">
          {notes}
        </p>
      ) : null}
      {mayEdit ? (
        <Button onClick={() => setOpen(true)}>
          <Pencil aria-hidden className="size-4" /> {title}
        </Button>
      ) : null}
    </div>
  );
}
