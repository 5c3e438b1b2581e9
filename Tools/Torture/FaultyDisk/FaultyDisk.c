#include "FaultyDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, FILES = 64 };

// A write that was not synced, and what was there before.
typedef struct Write {
  struct Write *earlier;
  sqlite3_int64 offset;
  int length;
  int had;  // how many bytes of it there were before
  unsigned char before[];
} Write;

// A sector that a sync failed to keep. The system takes it for written, and no later sync writes it, unless somebody writes
// there again; until then it is read from memory.
typedef struct Forgotten {
  struct Forgotten *next;
  sqlite3_int64 sector;
  int had;
  unsigned char before[SECTOR];
} Forgotten;

// A file by its name: connections to one file share what is not synced of it.
typedef struct {
  char *path;
  Write *writes;
  Forgotten *forgotten;
  sqlite3_int64 synced_size;
} Disk;

typedef struct {
  sqlite3_file base;
  Disk *disk;  // NULL where nothing of it has to outlive a power cut
  sqlite3_file *real;
} File;

static sqlite3_vfs *under;
static sqlite3_vfs vfs;
static sqlite3_io_methods methods;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Disk disks[FILES];
static int fault, struck, dead, halted;
static uint64_t seed, operations, at, cut_at;

static uint64_t draw(void) {
  uint64_t z = (seed += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// Whether the fault strikes now, if it is one of these.
static int strikes(int kinds) {
  if (struck && fault == FAULT_FORGET && operations++ >= cut_at) dead = 1;
  if (!fault || struck) return 0;
  if (operations++ < at || !(fault & (kinds | FAULT_POWER))) return 0;
  struck = 1;
  cut_at = UINT64_MAX;
  if (fault == FAULT_POWER) dead = 1;
  return 1;
}

static Disk *disk_of(const char *path) {
  for (int i = 0; i < FILES; i++) {
    if (disks[i].path && strcmp(disks[i].path, path) == 0) return &disks[i];
  }
  for (int i = 0; i < FILES; i++) {
    if (disks[i].path) continue;
    disks[i].path = strdup(path);
    disks[i].writes = NULL;
    disks[i].forgotten = NULL;
    disks[i].synced_size = -1;
    return &disks[i];
  }
  return NULL;
}

static void forget(Disk *disk) {
  while (disk->writes) {
    Write *earlier = disk->writes->earlier;
    free(disk->writes);
    disk->writes = earlier;
  }
  disk->synced_size = -1;
}

// Whether a write covers some of a sector.
static int covers(const Write *write, sqlite3_int64 sector) {
  return write->offset < (sector + 1) * SECTOR && sector * SECTOR < write->offset + write->length;
}

static void drop(Forgotten **place) {
  Forgotten *gone = *place;
  *place = gone->next;
  free(gone);
}

// A sync that works keeps what was written since the last one, whatever became of it before.
static void keep(Disk *disk) {
  for (Forgotten **place = &disk->forgotten; *place;) {
    int is_written = 0;
    for (Write *write = disk->writes; write && !is_written; write = write->earlier) {
      is_written = covers(write, (*place)->sector);
    }
    if (is_written) {
      drop(place);
    } else {
      place = &(*place)->next;
    }
  }
  forget(disk);
}

static Forgotten *forgotten_at(Disk *disk, sqlite3_int64 sector) {
  for (Forgotten *one = disk->forgotten; one; one = one->next) {
    if (one->sector == sector) return one;
  }
  return NULL;
}

// A sync that fails: what it was to keep is taken for written, and is not.
static void leave(File *file) {
  Disk *disk = file->disk;
  sqlite3_int64 size = disk->synced_size;
  sqlite3_file *real = file->real;
  for (Write *write = disk->writes; write; write = write->earlier) {
    for (sqlite3_int64 sector = write->offset / SECTOR; covers(write, sector); sector++) {
      sqlite3_int64 start = sector * SECTOR;
      Forgotten *one = forgotten_at(disk, sector);
      if (!one) {
        one = calloc(1, sizeof(Forgotten));
        if (!one) abort();
        one->sector = sector;
        one->had = size <= start ? 0 : size - start < SECTOR ? (int)(size - start) : SECTOR;
        real->pMethods->xRead(real, one->before, SECTOR, start);
        one->next = disk->forgotten;
        disk->forgotten = one;
      }
      // From the last write back to the first: the oldest bytes remain.
      for (int i = 0; i < write->had; i++) {
        sqlite3_int64 place = write->offset + i - start;
        if (place >= 0 && place < SECTOR) one->before[place] = write->before[i];
      }
    }
  }
  sqlite3_int64 kept = disk->synced_size;
  forget(disk);
  disk->synced_size = kept;
}

// Keeps what a write or a truncation is about to change.
static int remember(File *file, sqlite3_int64 offset, int length) {
  Disk *disk = file->disk;
  if (!disk) return SQLITE_OK;
  sqlite3_int64 size = 0;
  int code = file->real->pMethods->xFileSize(file->real, &size);
  if (code != SQLITE_OK) return code;
  if (disk->synced_size < 0) disk->synced_size = size;
  Write *kept = malloc(sizeof(Write) + (size_t)length);
  if (!kept) return SQLITE_NOMEM;
  kept->offset = offset;
  kept->length = length;
  kept->had = size <= offset ? 0 : size - offset < length ? (int)(size - offset) : length;
  if (kept->had) file->real->pMethods->xRead(file->real, kept->before, kept->had, offset);
  kept->earlier = disk->writes;
  disk->writes = kept;
  return SQLITE_OK;
}

static int x_close(sqlite3_file *base) {
  File *file = (File *)base;
  int code = file->real->pMethods->xClose(file->real);
  sqlite3_free(file->real);
  return code;
}

static int x_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  File *file = (File *)base;
  pthread_mutex_lock(&lock);
  int is_struck = !dead && strikes(FAULT_READ | FAULT_FLIP), is_dead = dead || halted;
  pthread_mutex_unlock(&lock);
  if (is_dead || (is_struck && fault == FAULT_READ)) return SQLITE_IOERR_READ;
  int code = file->real->pMethods->xRead(file->real, bytes, count, offset);
  if (is_struck && fault == FAULT_FLIP && code == SQLITE_OK && count > 0) {
    uint64_t bit = draw() % ((uint64_t)count * 8);
    ((unsigned char *)bytes)[bit / 8] ^= (unsigned char)(1 << (bit % 8));
  }
  return code;
}

static int x_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  File *file = (File *)base;
  pthread_mutex_lock(&lock);
  int is_struck = !dead && strikes(FAULT_WRITE | FAULT_SHORT | FAULT_FULL);
  int is_dead = dead || halted;
  int code = is_dead ? SQLITE_IOERR_WRITE : remember(file, offset, count);
  pthread_mutex_unlock(&lock);
  if (code != SQLITE_OK) return code;
  if (is_struck) {
    if (fault == FAULT_SHORT) {
      file->real->pMethods->xWrite(file->real, bytes, count / 2, offset);
    }
    return fault == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  }
  return file->real->pMethods->xWrite(file->real, bytes, count, offset);
}

static int x_truncate(sqlite3_file *base, sqlite3_int64 size) {
  File *file = (File *)base;
  pthread_mutex_lock(&lock);
  sqlite3_int64 now = 0;
  int code = dead || halted ? SQLITE_IOERR_TRUNCATE : file->real->pMethods->xFileSize(file->real, &now);
  if (code == SQLITE_OK && now > size) code = remember(file, size, (int)(now - size));
  pthread_mutex_unlock(&lock);
  return code == SQLITE_OK ? file->real->pMethods->xTruncate(file->real, size) : code;
}

static int x_sync(sqlite3_file *base, int flags) {
  File *file = (File *)base;
  pthread_mutex_lock(&lock);
  int is_struck = !dead && strikes(FAULT_SYNC | FAULT_FORGET), is_dead = dead || halted;
  if (!is_dead && file->disk) {
    if (!is_struck) {
      keep(file->disk);
    } else if (fault == FAULT_FORGET) {
      leave(file);
    }
  }
  pthread_mutex_unlock(&lock);
  (void)flags;
  // The real disk is not asked: what a power cut may lose is kept here.
  return is_dead || is_struck ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

#define REAL(base) (((File *)(base))->real)

static int x_file_size(sqlite3_file *base, sqlite3_int64 *size) {
  return dead || halted ? SQLITE_IOERR_FSTAT : REAL(base)->pMethods->xFileSize(REAL(base), size);
}
static int x_lock(sqlite3_file *base, int level) {
  return REAL(base)->pMethods->xLock(REAL(base), level);
}
static int x_unlock(sqlite3_file *base, int level) {
  return REAL(base)->pMethods->xUnlock(REAL(base), level);
}
static int x_check_lock(sqlite3_file *base, int *result) {
  return REAL(base)->pMethods->xCheckReservedLock(REAL(base), result);
}
static int x_control(sqlite3_file *base, int operation, void *argument) {
  return REAL(base)->pMethods->xFileControl(REAL(base), operation, argument);
}
static int x_sector(sqlite3_file *base) {
  (void)base;
  return SECTOR;
}
static int x_traits(sqlite3_file *base) {
  (void)base;
  return 0;  // nothing is promised: no atomic sector, no order, no safe append
}
static int x_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **memory) {
  return REAL(base)->pMethods->xShmMap(REAL(base), page, size, extend, memory);
}
static int x_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
  return REAL(base)->pMethods->xShmLock(REAL(base), offset, count, flags);
}
static void x_shm_barrier(sqlite3_file *base) {
  REAL(base)->pMethods->xShmBarrier(REAL(base));
}
static int x_shm_unmap(sqlite3_file *base, int remove) {
  return REAL(base)->pMethods->xShmUnmap(REAL(base), remove);
}

static int x_open(sqlite3_vfs *self, const char *path, sqlite3_file *base, int flags, int *out) {
  (void)self;
  File *file = (File *)base;
  base->pMethods = NULL;
  if (dead || halted) return SQLITE_CANTOPEN;
  file->real = sqlite3_malloc(under->szOsFile);
  if (!file->real) return SQLITE_NOMEM;
  memset(file->real, 0, (size_t)under->szOsFile);
  int code = under->xOpen(under, path, file->real, flags, out);
  if (code != SQLITE_OK) {
    sqlite3_free(file->real);
    return code;
  }
  pthread_mutex_lock(&lock);
  int lasts = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  file->disk = path && (flags & lasts) ? disk_of(path) : NULL;
  pthread_mutex_unlock(&lock);
  base->pMethods = &methods;
  return SQLITE_OK;
}

static int x_delete(sqlite3_vfs *self, const char *path, int sync) {
  (void)self;
  if (dead || halted) return SQLITE_IOERR_DELETE;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < FILES; i++) {
    if (!disks[i].path || strcmp(disks[i].path, path) != 0) continue;
    forget(&disks[i]);
    while (disks[i].forgotten) drop(&disks[i].forgotten);
  }
  pthread_mutex_unlock(&lock);
  return under->xDelete(under, path, sync);
}

int faulty_disk_install(void) {
  // Once: put over itself it would call itself without end.
  if (under) return SQLITE_OK;
  under = sqlite3_vfs_find(NULL);
  if (!under) return SQLITE_ERROR;
  vfs = *under;
  vfs.zName = "faulty";
  vfs.szOsFile = sizeof(File);
  vfs.pNext = NULL;
  vfs.xOpen = x_open;
  vfs.xDelete = x_delete;
  methods = (sqlite3_io_methods){
      .iVersion = 2,
      .xClose = x_close,
      .xRead = x_read,
      .xWrite = x_write,
      .xTruncate = x_truncate,
      .xSync = x_sync,
      .xFileSize = x_file_size,
      .xLock = x_lock,
      .xUnlock = x_unlock,
      .xCheckReservedLock = x_check_lock,
      .xFileControl = x_control,
      .xSectorSize = x_sector,
      .xDeviceCharacteristics = x_traits,
      .xShmMap = x_shm_map,
      .xShmLock = x_shm_lock,
      .xShmBarrier = x_shm_barrier,
      .xShmUnmap = x_shm_unmap,
  };
  return sqlite3_vfs_register(&vfs, 1);
}

void faulty_disk_arm(uint64_t new_seed, int new_fault, uint64_t operation) {
  pthread_mutex_lock(&lock);
  seed = new_seed;
  fault = new_fault;
  at = operation;
  operations = 0;
  struck = dead = halted = 0;
  pthread_mutex_unlock(&lock);
}

void faulty_disk_halt(void) { halted = 1; }

void faulty_disk_go_on(uint64_t more) {
  pthread_mutex_lock(&lock);
  halted = 0;
  cut_at = operations + more;
  pthread_mutex_unlock(&lock);
}

int faulty_disk_is_dead(void) { return dead; }
int faulty_disk_has_struck(void) { return struck; }

// Gives each sector the bytes that it had before the last writes to it, or before none of them.
static void lose(Disk *disk) {
  sqlite3_file *real = sqlite3_malloc(under->szOsFile);
  if (!real) abort();
  memset(real, 0, (size_t)under->szOsFile);
  int is_log = strstr(disk->path, "-wal") != NULL;
  int flags = SQLITE_OPEN_READWRITE | (is_log ? SQLITE_OPEN_WAL : SQLITE_OPEN_MAIN_DB);
  if (under->xOpen(under, disk->path, real, flags, NULL) != SQLITE_OK) {
    sqlite3_free(real);  // it was deleted
    return;
  }
  sqlite3_int64 size = 0;
  real->pMethods->xFileSize(real, &size);
  sqlite3_int64 end = size;
  for (Write *write = disk->writes; write; write = write->earlier) {
    if (write->offset + write->length > end) end = write->offset + write->length;
  }
  size_t sectors = (size_t)(end / SECTOR + 1);
  unsigned char *kept = calloc(sectors, 1);
  if (!kept) abort();
  sqlite3_int64 last = disk->synced_size;
  for (Write *write = disk->writes; write; write = write->earlier) {
    for (sqlite3_int64 place = write->offset; place < write->offset + write->length;) {
      sqlite3_int64 next = (place / SECTOR + 1) * SECTOR;
      if (next > write->offset + write->length) next = write->offset + write->length;
      unsigned char *is_kept = &kept[place / SECTOR];
      if (!*is_kept && draw() % 2) *is_kept = 1;
      if (*is_kept) {
        if (next > last && next <= size) last = next;
      } else {
        int skip = (int)(place - write->offset), count = (int)(next - place);
        if (skip + count > write->had) count = write->had - skip;
        if (count > 0) real->pMethods->xWrite(real, write->before + skip, count, place);
        if (skip + (int)(next - place) > write->had && next <= size) {
          // Nobody wrote there: what a disk has in such a place is nobody's.
          static unsigned char rest[SECTOR];
          int from = count > 0 ? count : 0;
          for (int i = 0; i < SECTOR; i++) rest[i] = (unsigned char)draw();
          real->pMethods->xWrite(real, rest, (int)(next - place) - from, place + from);
        }
      }
      place = next;
    }
  }
  while (disk->forgotten) {
    Forgotten *one = disk->forgotten;
    sqlite3_int64 place = one->sector * SECTOR;
    // What was written again since is there, if the disk got so far.
    int is_kept = one->sector < (sqlite3_int64)sectors && kept[one->sector];
    if (!is_kept && place < size) {
      for (int i = one->had; i < SECTOR; i++) one->before[i] = (unsigned char)draw();
      int count = size - place < SECTOR ? (int)(size - place) : SECTOR;
      real->pMethods->xWrite(real, one->before, count, place);
    }
    drop(&disk->forgotten);
  }
  real->pMethods->xFileSize(real, &size);
  if (last >= 0 && last < size) real->pMethods->xTruncate(real, last);
  free(kept);
  real->pMethods->xClose(real);
  sqlite3_free(real);
}

void faulty_disk_recover(void) {
  pthread_mutex_lock(&lock);
  int was_dead = dead;
  fault = struck = dead = halted = 0;
  for (int i = 0; i < FILES; i++) {
    if (!disks[i].path) continue;
    if (was_dead) {
      lose(&disks[i]);
      // The index of the log is memory: it is made again.
      char *shared = sqlite3_mprintf("%s-shm", disks[i].path);
      if (shared) under->xDelete(under, shared, 0);
      sqlite3_free(shared);
    }
    forget(&disks[i]);
    while (disks[i].forgotten) drop(&disks[i].forgotten);
    free(disks[i].path);
    disks[i].path = NULL;
  }
  pthread_mutex_unlock(&lock);
}
