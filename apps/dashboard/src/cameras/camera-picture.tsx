import type { Frame } from '@eyrie/contracts';
import { CameraOff } from 'lucide-react';
import { useEffect, useState } from 'react';

interface CameraPictureProps {
  frame: Frame | null;
  alt: string;
  /** The original instead of the thumbnail, where the cloud has it. */
  large?: boolean;
  className?: string;
  /** Each time that a picture stands on the screen. */
  onShown?: () => void;
}

/**
 * The picture of a frame. A newer one is decoded before it takes the place of the last, so that a
 * live tile never flashes; one whose bytes are still on the way leaves the last one standing.
 */
export function CameraPicture({
  frame,
  alt,
  large = false,
  className = '',
  onShown,
}: CameraPictureProps) {
  const wanted = urlOf(frame, large);
  const [shown, setShown] = useState<string | null>(null);

  useEffect(() => {
    if (wanted === null || wanted === shown) return;
    let current = true;
    const image = new Image();
    image.src = wanted;
    image.decode().then(
      () => {
        if (current) setShown(wanted);
      },
      () => undefined, // Not there yet, or the network went away: the last picture stays.
    );
    return () => {
      current = false;
    };
  }, [wanted, shown]);

  if (shown === null) {
    return (
      <span className={`grid place-items-center bg-sunken text-ink-faint ${className}`}>
        <span className="flex flex-col items-center gap-1.5 text-xs">
          <CameraOff aria-hidden className="size-6" />
          {frame ? 'The picture is on its way' : 'No frame yet'}
        </span>
      </span>
    );
  }
  return (
    <img src={shown} alt={alt} onLoad={onShown} className={`bg-sunken object-cover ${className}`} />
  );
}

function urlOf(frame: Frame | null, large: boolean): string | null {
  if (!frame) return null;
  return large
    ? (frame.image_url ?? frame.thumbnail_url)
    : (frame.thumbnail_url ?? frame.image_url);
}
