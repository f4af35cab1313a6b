import { Project } from '../project/project.js';
import { loadSample } from '../project/sample/load.js';
import { writeSample } from '../project/sample/write.js';
import { openSession } from '../session/open.js';

/**
 * Writes the sample project into a folder and loads its data into the local account. Both go on where they were
 * interrupted, and files of the user's stay.
 */
export async function openSample(folder: string, onProgress: (message: string) => void): Promise<string> {
  await writeSample(folder, { onProgress });
  const project = await Project.open(folder);
  try {
    await project.writeTypes();
    const { database, warehouse } = project.target();
    const session = await openSession({ connection: 'local', onProgress });
    try {
      await loadSample(session, folder, { database, warehouse, onProgress });
    } finally {
      await session.close();
    }
  } finally {
    await project.close();
  }
  return folder;
}
