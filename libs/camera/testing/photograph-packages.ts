import { access } from 'node:fs/promises';
import path from 'node:path';

/** Photographs that a Debian package ships under a free licence; no other file of it is looked at. */
interface PhotographPackage {
  readonly name: string;
  /** `tuning`: looked at while the validator was made better. `held-out`: never before that was done. */
  readonly use: 'tuning' | 'held-out';
  readonly licences: string;
  readonly folder: string;
  readonly files: readonly string[];
}

const plasma = (name: string): string => `${name}/contents/images/2560x1600.jpg`;

export const photographPackages: readonly PhotographPackage[] = [
  {
    name: 'lomiri-wallpapers-16.04',
    use: 'tuning',
    licences: 'CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0',
    folder: 'usr/share/backgrounds',
    files: [
      'Bridge_by_Sander_Klootwijk.jpg',
      'Dragonfly_by_Bolly.jpg',
      'Picture_0B_by_freespace.jpg',
      'Picture_1A_by_freespace.jpg',
      'Wine_by_Jakkub_Mede.jpg',
      'aitzgorri_by_Aitzol_Berasategi.jpg',
      'free_by_Peter_Nerlich.jpg',
      'friends_by_Aitzol_Berasategi.jpg',
      'greentock_by_Peter_Nerlich.jpg',
      'life_by_Aitzol_Berasategi.jpg',
      'picosdeeuropa_by_Aitzol_Berasategi.jpg',
      'seeding_by_Clements_Engelhardt.jpg',
      'sunset_by_Aitzol_Berasategi.jpg',
    ],
  },
  {
    name: 'mate-backgrounds',
    use: 'tuning',
    licences: 'GPL-2+, CC-BY-SA-4.0',
    folder: 'usr/share/backgrounds/mate/nature',
    files: [
      'Aqua.jpg',
      'Blinds.jpg',
      'Dune.jpg',
      'FreshFlower.jpg',
      'Garden.jpg',
      'GreenMeadow.jpg',
      'LadyBird.jpg',
      'RainDrops.jpg',
      'Storm.jpg',
      'TwoWings.jpg',
      'Wood.jpg',
      'YellowFlower.jpg',
    ],
  },
  {
    name: 'lomiri-wallpapers-20.04',
    use: 'tuning',
    licences: 'CC-BY-SA-3.0',
    folder: 'usr/share/backgrounds',
    files: ['Kleiber_by_Lukas_Baubkus.jpg'],
  },
  {
    name: 'plasma-workspace-wallpapers',
    use: 'tuning',
    licences: 'LGPL-3+',
    folder: 'usr/share/wallpapers',
    files: [
      plasma('BytheWater'),
      plasma('ColdRipple'),
      plasma('ColorfulCups'),
      plasma('DarkestHour'),
      plasma('EveningGlow'),
      plasma('FallenLeaf'),
      plasma('Grey'),
      plasma('Kite'),
      plasma('OneStandsOut'),
      plasma('Path'),
      plasma('summer_1am'),
    ],
  },
  {
    name: 'palapeli-data',
    use: 'tuning',
    licences: 'GFDL-1.2+, public domain',
    folder: 'usr/share/palapeli/collection',
    files: [
      'castle-maintenon.jpg',
      'cincinnati-bridge.jpg',
      'citrus-fruits.jpg',
      'european-honey-bee.jpg',
      'panther-chameleon-female.jpg',
    ],
  },
  {
    name: 'kphotoalbum',
    use: 'held-out',
    licences: 'GPL-2+',
    folder: 'usr/share/kphotoalbum/demo',
    files: [
      'bar55.jpg',
      'blackie.jpg',
      'cold_water.jpg',
      'donna.jpg',
      'donna_2.jpg',
      'grand_canyon_1.jpg',
      'grand_canyon_2.jpg',
      'grand_canyon_3.jpg',
      'jesper.jpg',
      'jesper_2.jpg',
      'new_wave_1.jpg',
      'new_wave_2.jpg',
      'pool.jpg',
      'pool_2.jpg',
      'qt-logo.jpg',
      'skagen.jpg',
      'skagen_2.jpg',
      'snow.jpg',
      'spiff.jpg',
      'spiff_2.jpg',
      'sunset.jpg',
      'wayne.jpg',
    ],
  },
  {
    name: 'opencv-doc',
    use: 'held-out',
    licences: 'Apache-2.0, BSD-3-Clause',
    folder: 'usr/share/doc/opencv-doc/examples',
    files: [
      'data/aero1.jpg',
      'data/aero3.jpg',
      'data/aloeL.jpg',
      'data/basketball1.png',
      'data/board.jpg',
      'data/building.jpg',
      'data/ela_original.jpg',
      'data/graf1.png',
      'data/leuvenA.jpg',
      'data/leuvenB.jpg',
      'text/scenetext01.jpg',
      'text/scenetext02.jpg',
      'text/scenetext03.jpg',
      'text/scenetext04.jpg',
      'text/scenetext05.jpg',
      'text/scenetext06.jpg',
      'text/scenetext_segmented_word01.jpg',
      'text/scenetext_segmented_word02.jpg',
      'text/scenetext_segmented_word03.jpg',
      'text/scenetext_segmented_word04.jpg',
      'text/scenetext_segmented_word05.jpg',
    ],
  },
  {
    name: 'lxqt-themes',
    use: 'held-out',
    licences: 'LGPL-2.1+',
    folder: 'usr/share/lxqt/wallpapers',
    files: [
      'Butterfly-Kenneth-Wimer.jpg',
      'Valendas.png',
      'after-the-rain.jpg',
      'appleflower.png',
      'beam.png',
      'butterfly.png',
      'cloud.png',
      'drop.png',
      'flowers.png',
      'fog.jpg',
      'this-is-not-windows.jpg',
    ],
  },
  {
    name: 'forensics-samples-files',
    use: 'held-out',
    licences: 'CC-BY-SA-4.0',
    folder: 'usr/share/forensics-samples/original-files',
    files: [
      'pic1/IMG-20191006-WA0002.jpg',
      'pic1/IMG_1054.JPG',
      'pic1/IMG_20200827_231612.jpg',
      'pic2/IMG_20191224_234846.jpg',
      'pic2/IMG_20200124_231153.jpg',
      'pic2/IMG_20200608_111614.jpg',
    ],
  },
  {
    name: 'libjxl-testdata',
    use: 'held-out',
    licences: 'BSD-3-Clause',
    folder: 'usr/share/libjxl-testdata/jxl',
    files: ['flower/flower.png', 'hdr_room.png'],
  },
  {
    name: 'python3-skimage',
    use: 'held-out',
    licences: 'BSD-3-Clause, CC0-1.0',
    folder: 'usr/lib/python3/dist-packages/skimage/data',
    files: ['motorcycle_left.png', 'rocket.jpg'],
  },
  {
    name: 'python3-sklearn',
    use: 'held-out',
    licences: 'CC-BY-2.0',
    folder: 'usr/lib/python3/dist-packages/sklearn/datasets/images',
    files: ['china.jpg', 'flower.jpg'],
  },
  {
    name: 'sddm-theme-maldives',
    use: 'held-out',
    licences: 'CC-BY-3.0',
    folder: 'usr/share/sddm/themes/maldives',
    files: ['background.jpg'],
  },
];

/** Where each of a package's photographs lies below `root`; null where the package is not there. */
export async function photographsOf(
  { folder, files }: PhotographPackage,
  root: string,
): Promise<string[] | null> {
  const found = files.map((file) => path.join(root, folder, file));
  const isThere = await Promise.all(
    found.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return isThere.every(Boolean) ? found : null;
}
