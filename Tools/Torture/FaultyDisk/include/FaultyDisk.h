// A disk that fails, for SQLite: a VFS over the real one that fails by a seed, and forgets at a power cut what was
// written and never synced, sector by sector, as a disk may.
#ifndef FAULTY_DISK_H
#define FAULTY_DISK_H

#include <stdint.h>

/// The kinds of faults, as bits.
enum {
  FAULT_READ = 1,      // a read fails
  FAULT_WRITE = 2,     // a write fails, and nothing of it is there
  FAULT_SHORT = 4,     // a write fails, and half of it is there
  FAULT_SYNC = 8,      // a sync fails, and what it was to keep may be lost
  FAULT_FULL = 16,     // the disk is full
  FAULT_POWER = 32,    // the power fails, and with it everything until it is back
  FAULT_FLIP = 64,     // a bit of what is read is another
  FAULT_FORGET = 128   // a sync fails, the next ones say that all is well, and the power fails later
};

/// Makes it the disk of every connection that is opened from now on.
int faulty_disk_install(void);

/// Begins to count operations: at the one with this number the fault strikes, once; a power cut lasts.
void faulty_disk_arm(uint64_t seed, int fault, uint64_t operation);

/// Whether the fault has struck.
int faulty_disk_has_struck(void);

/// Whether the power is gone.
int faulty_disk_is_dead(void);

/// After a sync that failed: every operation fails until `faulty_disk_go_on`, as where the process is killed.
void faulty_disk_halt(void);

/// The next process: what is written is read again, whether or not a disk ever kept it; and the power fails after so many
/// more operations.
void faulty_disk_go_on(uint64_t operations);

/// Ends the faults. After a power cut every connection must be closed; some of what was not synced is lost.
void faulty_disk_recover(void);

#endif
