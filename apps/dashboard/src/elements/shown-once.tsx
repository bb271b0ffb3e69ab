import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './form.tsx';

/** A secret that the cloud tells once: to copy now, or never. */
export function ShownOnce({
  title,
  text,
  done,
}: {
  title: string;
  text: string;
  done: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div role="status" className="rounded-2xl border border-glow bg-late-ground p-4">
      <p className="text-sm font-medium text-late">{title}</p>
      <code className="mt-2 block rounded-xl bg-surface px-3.5 py-3 text-sm break-all whitespace-pre-wrap select-all">
        {text}
      </code>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button tone="primary" onClick={() => void copy()}>
          {isCopied ? (
            <Check aria-hidden className="size-4" />
          ) : (
            <Copy aria-hidden className="size-4" />
          )}
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
        <Button onClick={done}>I have it</Button>
      </div>
    </div>
  );
}
