package dev.darm.consolidation;

import dev.darm.codec.WireTypes;
import java.util.List;

/** What heads say to each other to forget. */
public final class ForgettingWire implements WireTypes {

    @Override
    public int firstId() {
        return 350;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(Forgetting.AskConsent.class, Forgetting.GiveConsent.class, ForgetRequest.class, Consent.class);
    }
}
