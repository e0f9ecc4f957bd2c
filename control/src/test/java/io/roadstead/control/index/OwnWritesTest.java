package io.roadstead.control.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.roadstead.control.House;
import io.roadstead.control.index.Records.Family;
import io.roadstead.store.Key;
import io.roadstead.store.MemoryStore;
import io.roadstead.store.RecordCodec;
import io.roadstead.store.Txn;
import io.roadstead.store.Write;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
    private final OwnWrites own = new OwnWrites(new RecordCodec());

    @Test
    void whatWasJustWrittenIsTheRecordItself() {
        Family family = new Family("f", 1);
        byte[] bytes = own.encode(family);
        assertThat(own.decode(bytes, Family.class)).isSameAs(family);
        assertThat(own.decode(bytes, Family.class))
                .as("remembered once: now it is read")
                .isNotSameAs(family)
                .isEqualTo(family);
    }

    @Test
    void theSameBytesInAnotherArrayAreRead() {
        Family family = new Family("f", 1);
        assertThat(own.decode(own.encode(family).clone(), Family.class))
                .isNotSameAs(family)
                .isEqualTo(family);
    }

    @Test
    void moreThanThereIsRoomForAreReadRight() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 3 * OwnWrites.PLACES; i++) {
            all.add(own.encode(new Family("f", i)));
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(own.decode(all.get(i), Family.class).newestRevision()).isEqualTo(i);
        }
    }

    @Test
    void anIndexShowsItsOwnServersRecordAndReadsAnothers() {
        Key key = new Key("0/r/family/f");
        try (MemoryStore store = new MemoryStore(InstantSource.system());
                Index one = Index.open(store, new RecordCodec());
                Index two = Index.open(store, new RecordCodec())) {
            Family family = new Family("f", 3);
            store.commit(new Txn("1", List.of(), List.of(new Write.Put(key, one.encode(family)))));
            one.awaitApplied(store.revision());
            two.awaitApplied(store.revision());
            assertThat(one.find(key, Family.class).orElseThrow()).isSameAs(family);
            assertThat(two.find(key, Family.class).orElseThrow())
                    .isNotSameAs(family)
                    .isEqualTo(family);
        }
    }

    @Test
    void whatAHouseShowsIsWhatIsStored() {
        try (House house = new House()) {
            house.cluster("a").definition("f", each -> each.memory(64));
            house.instance("a", 1024, 1024);
        }
    }
}
