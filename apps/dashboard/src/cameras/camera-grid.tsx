import type { Camera } from '@eyrie/contracts';
import { CameraTile } from './camera-tile.tsx';

interface CameraGridProps {
  cameras: Camera[];
  /** The line under a camera's name; without it there is none. */
  placeOf?: (camera: Camera) => string;
}

/** Tiles as large as their number allows: few cameras fill the width, many stay side by side. */
export function CameraGrid({ cameras, placeOf }: CameraGridProps) {
  const columns = cameras.length > 2 ? 'sm:grid-cols-2 xl:grid-cols-3' : 'sm:grid-cols-2';
  return (
    <div className={`grid gap-4 ${columns}`}>
      {cameras.map((camera) => (
        <CameraTile
          key={camera.id}
          camera={camera}
          {...(placeOf ? { place: placeOf(camera) } : {})}
        />
      ))}
    </div>
  );
}
